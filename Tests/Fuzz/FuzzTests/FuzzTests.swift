import Certify
import Fuzzing
import Interchange
import Rigor
import Testing

/// A short run of both fuzzers, the same in every run; `Tests/Fuzz/README.md` says how to run them long.
@Suite struct FuzzTests {
    @Test func changedCertificates() throws {
        ApproximateLinearAlgebra.useOneThread()
        let fuzzing = try CertificateFuzzing(seed: 1, perKind: 1)
        // of use only when every way to prove something is among them
        let kinds = Set(fuzzing.good.map(\.kind))
        for word in ["isolated", "exclusion", "reduction", "exact-global-minimum", "minimum-at-infinity", "none"] {
            #expect(kinds.contains { $0.contains(word) }, "\(kinds)")
        }
        let verifier = CertificateVerifier(), truth = Truth()
        var outcomes: [CertificateFuzzing.Outcome: Int] = [:]
        for number in 0..<3000 { outcomes[try fuzzing.run(number, seed: 7, verifier, truth), default: 0] += 1 }
        for outcome in [CertificateFuzzing.Outcome.unreadable, .rejected, .accepted] {
            #expect(outcomes[outcome, default: 0] > 30, "\(outcomes)")
        }
    }

    /// The judge is of use only if it sees what is false: statements that no check accepts, shown to it alone.
    @Test func theJudgeSeesFalseStatements() throws {
        ApproximateLinearAlgebra.useOneThread()
        let records = try Samples.certificates(seed: 1), truth = Truth()
        func isSeen(_ record: CertificateRecord, _ change: (inout Certificate) -> Void) -> Bool {
            var changed = record
            change(&changed.certificate)
            do { return try !truth.judge(changed, record) } catch { return error is Finding }
        }
        var tried = 0
        for record in records {
            #expect(throws: Never.self) { try truth.judge(record, record) }
            switch (record.certificate.verdict, record.certificate.argument) {
            case (.localMinimum(let point, let globality), .isolatedPoint):
                let changes: [(inout CriticalPoint) -> Void] = [
                    { $0.loss = $0.loss.moved(by: 1e-3) },
                    { $0.smallestEigenvalue = $0.smallestEigenvalue.moved(by: 1e-3) },
                    { $0.gradientNormUpper = -1 },
                    {
                        $0.indexLower = 1
                        $0.indexUpper = 1
                    }, { $0.nullity = 1 }, { $0.isIsolated = false },
                    { $0.familyDimension = 1 }, { $0.structure = "neurons 0, 1 equal" }, { $0.level = 7 },
                    { $0.distanceUpper = -1 },
                ]
                for change in changes {
                    var falsified = point
                    change(&falsified)
                    #expect(isSeen(record) { $0.verdict = .localMinimum(falsified, globality) })
                    tried += 1
                }
                #expect(isSeen(record) { $0.verdict = .saddle(point) })
                #expect(isSeen(record) { $0.verdict = .globalMinimum(point) })
                #expect(isSeen(record) { $0.candidateEnclosure?.loss = Bounds(lower: -2, upper: -1) })
            case (.notCritical(let ball, let nearest?), .exclusion):
                guard let distance = nearest.criticalPoint?.distanceUpper,
                    case .isolatedPoint = record.certificate.nearestArgument
                else { continue }
                var large = ball
                large.radius = 2 * distance
                #expect(isSeen(record) { $0.verdict = .notCritical(large, nearest: nearest) })
                tried += 1
            case (.saddle(var point), .structured):
                point.indexLower += 1
                point.indexUpper += 1
                #expect(isSeen(record) { $0.verdict = .saddle(point) } || point.indexLower < point.indexUpper)
                tried += 1
            default: break
            }
        }
        #expect(tried > 30)
    }

    @Test func damagedFiles() throws {
        let fuzzing = try ImporterFuzzing()
        for target in fuzzing.targets {
            var read = 0
            for number in 0..<5000 {
                var generator = SplitMix(seed: 7, input: number)
                if try fuzzing.run(target, &generator) { read += 1 }
            }
            // some changes do no harm, most do
            #expect(read < 4999, "\(target.name)")
        }
    }
}

extension Bounds {
    fileprivate func moved(by distance: Double) -> Bounds { Bounds(lower: lower + distance, upper: upper + distance) }
}

extension Certificate {
    fileprivate var nearestArgument: Argument {
        if case .exclusion(_, let nearest?) = argument { return nearest }
        return .none
    }
}
