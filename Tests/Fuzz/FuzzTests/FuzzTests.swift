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
