import Certify
import Foundation
import Networks
import Rigor
import Search
import TestSupport
import Testing

@testable import Experiment

struct PerturbationTests {
    /// The width-2 network that the reference problem is known to have as an isolated minimum at loss 2.218679e-4, its
    /// first neuron duplicated with shares 2 and -1: a strict saddle or a minimum, but with exact zero eigenvalues that
    /// float64 cannot sign.
    private func candidates() throws -> [Candidate] {
        let evaluator = TwoLayerLandscape(problem: .reference, width: 3).makeApproximateEvaluator()
        let point = [
            0.6269042272, -0.4547372202, -0.7356326722, -0.4548732397, 0.6269042272, -0.4547372202, 2 * 0.6078203298,
            -0.607702877, -0.6078203298,
        ]
        return [try #require(ClaimedPoint(at: point, on: evaluator)).candidate(index: 4)]
    }

    private func perturbation() throws -> Perturbation {
        var settings = PerturbationSettings(epsilons: [1e-8, 1e-1])
        settings.maximumTrials = 2
        return try Perturbation(
            settings: settings, certifier: Certifier(landscape: TwoLayerLandscape(problem: .reference, width: 3)))
    }

    @Test func probesEveryEpsilonReproducibly() throws {
        let folder = try TemporaryFolder(), candidates = try candidates(), perturbation = try perturbation()
        let results = try perturbation.run(candidates, source: .null, folder: folder.file("one"), jobs: 1)
        #expect(results.map(\.epsilon) == [1e-8, 1e-1] && results.allSatisfy { $0.candidate == 4 })
        for result in results {
            #expect((1...2).contains(result.trials.count))
            #expect(result.end.loss == result.trials.last?.loss)
            // re-optimization goes downhill from a perturbed critical point, up to what the perturbation itself adds
            #expect(result.end.loss <= result.start.loss + 1e-9)
            let expected = perturbation.certifier.certify(candidates[0]).verdict.kind
            #expect(result.startVerdict.verdict == expected)
        }
        try perturbation.run(candidates, source: .null, folder: folder.file("two"), jobs: 2)
        #expect(try contents(of: folder.file("two")) == contents(of: folder.file("one")))

        // killed after the first result: resumed to the same files
        let records = try String(contentsOfFile: folder.file("one/records.jsonl"), encoding: .utf8).split(
            separator: "\n")
        try (records[1] + "\n" + records[0].prefix(30)).write(
            toFile: folder.file("two/records.jsonl"), atomically: true, encoding: .utf8)
        let resumed = try perturbation.run(candidates, source: .null, folder: folder.file("two"), resuming: true)
        #expect(resumed == results)
        #expect(try contents(of: folder.file("two")) == contents(of: folder.file("one")))
        #expect(throws: ExperimentError.self) {
            try perturbation.run(candidates, source: "another file", folder: folder.file("two"), resuming: true)
        }
    }

    /// The first trial of an epsilon starts exactly that far away: with nothing after it, the end is at distance
    /// epsilon.
    @Test func perturbationsHaveTheirLength() throws {
        let folder = try TemporaryFolder()
        var settings = PerturbationSettings(epsilons: [1e-3, 0.5])
        settings.maximumTrials = 1
        settings.refinement.quadraticProgramming.maximumEvaluations = 0
        settings.refinement.newton.maximumIterations = 0
        let perturbation = try Perturbation(
            settings: settings, certifier: Certifier(landscape: TwoLayerLandscape(problem: .reference, width: 3)))
        for result in try perturbation.run(try candidates(), source: .null, folder: folder.file("p")) {
            #expect(abs(result.distance - result.epsilon) < 1e-12)
        }
    }

    @Test func badSettingsAreNamed() {
        let certifier = Certifier(landscape: TwoLayerLandscape(problem: .reference, width: 3))
        for epsilons in [[], [0], [-1], [.nan], [1, 1]] as [[Double]] {
            #expect(throws: ExperimentError.self) {
                try Perturbation(settings: PerturbationSettings(epsilons: epsilons), certifier: certifier)
            }
        }
    }
}
