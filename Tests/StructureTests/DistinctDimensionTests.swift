import Certify
import Networks
import Rigor
import Testing

/// Dimensions tell points apart only where they are proved to differ: a certificate's family may be one of several
/// through its point.
@Suite struct DistinctDimensionTests {
    /// A saddle of one loss, nothing being known of where it lies.
    private static func saddle(
        _ index: Int, family: Int, nullity: Int?, isIsolated: Bool?
    ) -> Certificate {
        let point = CriticalPoint(
            loss: Bounds(lower: 0.25, upper: 0.5), gradientNormUpper: 0,
            smallestEigenvalue: Bounds(lower: -1, upper: -0.5), indexLower: 1, indexUpper: 2, nullity: nullity,
            isIsolated: isIsolated, distanceUpper: 0, isProvedNonGlobal: true, familyDimension: family)
        return Certificate(
            candidate: Candidate(index: index, parameters: [Double](repeating: 0, count: 6)), verdict: .saddle(point),
            argument: .none, reference: nil, candidateEnclosure: nil, attribution: .standard, bits: 53, rungs: [],
            seconds: 0)
    }

    private static func groups(_ points: [(family: Int, nullity: Int?, isIsolated: Bool?)]) -> [[Int]] {
        let certificates = points.enumerated().map {
            saddle($0, family: $1.family, nullity: $1.nullity, isIsolated: $1.isIsolated)
        }
        return DistinctPoints.group(certificates, on: TwoLayerLandscape(problem: .reference, width: 2)).map(\.members)
    }

    /// The same point, known as a member of a line by one argument and of a plane by another.
    @Test func familiesThatMayBePartsOfMoreTellNothing() {
        #expect(Self.groups([(1, nil, false), (2, nil, false)]) == [[0, 1]])
        #expect(Self.groups([(1, 2, false), (2, nil, false)]) == [[0, 1]])
        #expect(Self.groups([(1, 3, false), (2, 3, false)]) == [[0, 1]])
        #expect(Self.groups([(0, nil, nil), (1, 1, false)]) == [[0, 1]])
        // the plane is all there is, the line may be a part of it
        #expect(Self.groups([(1, 2, false), (2, 2, false)]) == [[0, 1]])
        #expect(Self.groups([(1, nil, false), (2, 2, false)]) == [[0, 1]])
    }

    @Test func provedDimensionsTellPointsApart() {
        #expect(Self.groups([(1, 1, false), (2, 2, false)]) == [[0], [1]])
        // no plane of critical points where a line is all there is
        #expect(Self.groups([(1, 1, false), (2, nil, false)]) == [[0], [1]])
        #expect(Self.groups([(0, 0, true), (1, nil, false)]) == [[0], [1]])
        // degenerate, but isolated all the same
        #expect(Self.groups([(0, 2, true), (1, nil, false)]) == [[0], [1]])
        #expect(Self.groups([(1, 1, false), (1, 1, false)]) == [[0, 1]])
    }
}
