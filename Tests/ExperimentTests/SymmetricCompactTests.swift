import Certify
import Experiment
import Formats
import Gaussian
import Rigor
import Search
import TestSupport
import Testing

@testable import Interchange

/// Students that are given by the unknowns of a symmetry: files, certificates, and the whole student beside them.
@Suite struct SymmetricCompactTests {
    private static func certify(_ symmetry: DiagonalSymmetry, _ values: [Double]) -> Certificate {
        Certifier(knowing: SymmetricReLULandscape(symmetry)).certify(Candidate(index: 0, parameters: values))
    }

    private static func record(_ certificate: Certificate, _ symmetry: DiagonalSymmetry) -> CertificateRecord {
        let problem = ProblemStatement.symmetricReLU(symmetry)
        return CertificateRecord(
            certificate, problem: problem, problemHash: problem.hash, width: symmetry.order,
            source: CandidateSource(file: "k.json", hash: String(repeating: "0", count: 64)))
    }

    /// Critical points of random symmetries, most of them saddles: Newton-Kantorovich for all k² parameters and the
    /// reduction prove the same of each, and after a cut of any neuron the Hessian of the wider student has the index
    /// that the theorem gives.
    @Test(arguments: ["1,4", "2,3", "1,1,3", "5", "3,3"]) func denseRouteAgrees(parts: String) throws {
        let pattern = try IsotropyPattern(parts)
        let k = try #require(pattern.fixedOrder)
        let symmetry = try #require(pattern.symmetry(targets: k))
        let dense = GaussianReLULandscape(targetCount: k, width: k)
        let points = SymmetricSearch(symmetry, starts: 40, seed: 5).points().prefix(4)
        var compared = 0
        for point in points {
            let compact = try #require(Self.certify(symmetry, point.values).verdict.criticalPoint)
            let whole = Certifier(landscape: dense).certify(
                Candidate(index: 0, parameters: symmetry.wholeStudent(point.values)))
            // a neuron that is nearly parallel to a target may be too near a kink for a ball in all directions
            if case .undecided = whole.verdict { continue }
            if case .noLocalMinimum = whole.verdict {
                #expect(compact.indexLower > 0)
                continue
            }
            guard case .isolatedPoint = whole.argument, let other = whole.verdict.criticalPoint else {
                Issue.record("\(whole.verdict)")
                continue
            }
            compared += 1
            #expect(compact.indexLower == other.indexLower && other.indexLower == other.indexUpper)
            #expect(!compact.loss.isDisjoint(from: other.loss))
            #expect(compact.smallestEigenvalue.intersection(other.smallestEigenvalue) != nil)
            #expect(compact.distanceUpper < 1e-12 && compact.isProvedNonGlobal)
            try Self.checkSplits(of: point, dense)
        }
        #expect(compared > 0)
    }

    /// Against a float64 Hessian of the student with one neuron more, lam = 0.3.
    private static func checkSplits(of point: SymmetricPoint, _ dense: GaussianReLULandscape) throws {
        let symmetry = point.proof.symmetry, k = symmetry.order, whole = symmetry.wholeStudent(point.values)
        let inertia = try #require(point.proof.inertia)
        let wide = GaussianReLULandscape(targetCount: k, width: k + 1, inputDimension: k).makeApproximateEvaluator()
        let ball = Ball(centre: whole.map { Dyadic(exactly: $0) ?? .zero }, radius: 1e-12)
        let sharp = try dense.makeEvaluator(.multiple(Precision(bits: 128))).enclosure(on: ball, order: .hessian)
        let hessian = try #require(sharp.hessian)
        var first = 0
        for (block, part) in symmetry.parts.enumerated() {
            let neuron = Array(whole[(first * k)..<((first + 1) * k)])
            let split = whole.enumerated().map { $0 / k == first ? 0.3 * $1 : $1 } + neuron.map { 0.7 * $0 }
            let (loss, gradient, values) = wide.approximateHessian(at: split)
            #expect(abs(loss - point.proof.loss.lower) < 1e-12)
            #expect(gradient.allSatisfy { abs($0) < 1e-9 })
            let spectrum = try #require(ApproximateLinearAlgebra.symmetricEigenvalues(values, order: (k + 1) * k))
            let proved = try #require(point.splits[block])
            #expect(proved.inertia(of: inertia).negative == spectrum.count { $0 < -1e-9 }, "block \(block)")
            #expect(spectrum.count { abs($0) < 1e-9 } == 1)
            let other = try #require(GaussianReLUSplit(hessian: hessian, neuron: first, dimension: k))
            #expect(other.bending == proved.bending)
            #expect(other.smallest.intersection(proved.smallest) != nil)
            first += part
        }
    }

    /// A million targets: kilobytes, verified from the text alone.
    @Test func millionTargets() throws {
        let pattern = try IsotropyPattern("1,k-1")
        let ten = try #require(pattern.symmetry(targets: 10))
        let found = SymmetricSearch(ten, starts: 200, seed: 1).points()
        let seed = try #require(found.first { $0.proof.inertia?.negative == 0 })
        let family = SymmetricFamily(pattern).continued(from: seed, targets: 10, to: [1_000_000])
        let far = try #require(family.last).point
        let symmetry = far.proof.symmetry
        let record = Self.record(Self.certify(symmetry, far.values), symmetry)
        #expect(record.certificate.verdict.name == "local-minimum")
        let text = CertificateCoding.encode(record, embedding: record.problem.encoded).serialized()
        #expect(text.utf8.count < 6000, "\(text.utf8.count)")
        let cursor = JSONCursor(try JSONValue.parse(bytes: Array(text.utf8), file: "c"), file: "c")
        let verified = try CertificateVerifier().verify(cursor)
        let point = try #require(verified.certificate.verdict.criticalPoint)
        #expect(abs(point.loss.lower * 1e6 - 0.29732) < 1e-4 && point.nullity == 0)
        // a saddle from a million squared directions: its index is no small number
        var forged = record
        guard case .localMinimum(var stated, _) = forged.certificate.verdict else { return }
        (stated.indexLower, stated.indexUpper) = (499_997_500_003, 499_997_500_003)
        forged.certificate.verdict = .saddle(stated)
        let other = CertificateCoding.encode(forged, embedding: record.problem.encoded).serialized()
        let read = JSONCursor(try JSONValue.parse(bytes: Array(other.utf8), file: "c"), file: "c")
        #expect(try CertificateCoding.decode(read).certificate.verdict.criticalPoint?.indexLower == 499_997_500_003)
        #expect(throws: Refusal.self) { try CertificateVerifier().verify(read) }
    }

    /// Each number of the argument carries weight, and an argument of one layout is none of the other.
    @Test func forgeriesAreRefused() throws {
        let symmetry = DiagonalSymmetry(parts: [1, 5]), landscape = SymmetricReLULandscape(symmetry)
        let certificate = Self.certify(
            symmetry, [-0.6015119236, 0.2245158008, 0.9867038222, -0.0504134004, 0.3080109832])
        guard case .structured(let honest as SymmetricReLUArgument) = certificate.argument,
            case .localMinimum(let point, .nonGlobal) = certificate.verdict
        else {
            Issue.record("\(certificate.verdict)")
            return
        }
        let check = CertificateCheck(landscape: landscape)
        try check.check(certificate)
        func expectRefusal(_ change: (inout SymmetricReLUArgument) -> Void) {
            var forged = honest, copy = certificate
            change(&forged)
            copy.argument = .structured(forged)
            #expect(throws: Refusal.self) { try check.check(copy) }
        }
        expectRefusal { $0.parts = [5, 1] }
        expectRefusal { $0.parts = [1, 6] }
        expectRefusal { $0.parts = [] }
        expectRefusal { $0.neurons = Array(0..<6) }
        expectRefusal { $0.coordinates = Array(0..<6) }
        expectRefusal { $0.centre.removeLast() }
        expectRefusal { $0.centre.swapAt(0, 1) }
        expectRefusal { $0.radius = 0 }
        expectRefusal { $0.radius = 0.5 }
        for change in [
            { (point: inout CriticalPoint) in point.distanceUpper /= 2 },
            { $0.nullity = 1 }, { $0.indexLower = 1 },
            { $0.smallestEigenvalue = Bounds(lower: $0.smallestEigenvalue.upper * 1.01, upper: 1) },
            { $0.uniquenessRadius = 1e-3 }, { $0.structure = "" },
        ] {
            var copy = certificate, stated = point
            change(&stated)
            copy.verdict = .localMinimum(stated, .nonGlobal)
            #expect(throws: Refusal.self) { try check.check(copy) }
        }
        // the loss of the unknowns alone has another Hessian: no argument of an isolated point is made of it
        #expect(throws: EvaluationFailure.self) {
            try landscape.makeEvaluator(.multiple(Precision(bits: 128))).enclosure(
                on: Ball(centre: certificate.candidate.point), order: .hessian)
        }
        // far from every critical point nothing is said
        #expect(Self.certify(symmetry, [3, 3, 2, 1, 5]).verdict.name == "undecided")
    }

    @Test func files() throws {
        let symmetry = DiagonalSymmetry(parts: [1, 5])
        let values = [-0.6015119236, 0.2245158008, 0.9867038222, -0.0504134004, 0.3080109832]
        let text = SymmetricReLUArrays.encode(symmetry, students: [values, values.map { $0 + 1 }]).serialized()
        let file = try CandidateFile(bytes: Array(text.utf8), path: "k6.json")
        #expect(file.layout == .blocks(symmetry) && file.width == 6 && file.students.count == 2)
        #expect(file.candidates.first?.parameters == values)
        let parts = #""parts":[1,5],"#, diagonal = #""diagonal":[[1,2]],"#, rest = #""off_diagonal":[[[0,1],[2,3]]]"#
        #expect(throws: Never.self) {
            try CandidateFile(bytes: Array("{\(parts)\(diagonal)\(rest)}".utf8), path: "k6.json")
        }
        for wrong in [
            #"{"parts":[1,0],\#(diagonal)\#(rest)}"#, #"{"parts":[1.5,2],\#(diagonal)\#(rest)}"#,
            #"{"parts":[],\#(diagonal)\#(rest)}"#, #"{"parts":[1,5,2],\#(diagonal)\#(rest)}"#,
            #"{"parts":[1,100000000],\#(diagonal)\#(rest)}"#, "{\(parts)\(rest)}", "{\(parts)\(diagonal)\"x\":0}",
            #"{\#(parts)\#(diagonal)"off_diagonal":[[[7,1],[2,3]]]}"#,
            #"{\#(parts)"diagonal":[[1,2,3]],\#(rest)}"#,
        ] {
            #expect(throws: FormatError.self, "\(wrong)") {
                try CandidateFile(bytes: Array(wrong.utf8), path: "k6.json")
            }
        }
    }
}
