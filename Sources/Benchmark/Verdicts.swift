import Certify
import Foundation
import Interchange
import Networks
import Rigor
import Search

/// What a verdict of each kind costs at width 5, beside the float64 Hessian with eigenvalues that it takes the place
/// of.
enum Verdicts {
    static func measure(endPoints: [Candidate], narrow: [Candidate]) {
        let peers = Peers.hessianMilliseconds()
        title("the same in float64, without a proof")
        for (name, time) in peers.sorted(by: { $0.key < $1.key }) { row("\(name): Hessian and eigenvalues", time) }
        guard let peer = peers["jax"] ?? peers["numpy"] else { return }
        let worker = Certifier(problem: .reference, width: 5).makeWorker()
        report(
            endPoints, worker, "end points of training (examples/campaign)",
            column: peers["jax"] == nil ? "x NumPy" : "x JAX", peer)
        report(narrow.map(split), worker, "points of width 4 with a neuron split in two", column: "", peer)
    }

    /// The student of width 4 with its first neuron twice, 2/5 and 3/5 of its output, off by about 1e-9.
    private static func split(_ candidate: Candidate) -> Candidate {
        let p = candidate.parameters
        let weights = p[..<8] + [p[0] + 1e-9, p[1] - 1e-9], outputs = [0.4 * p[8]] + p[9...] + [0.6 * p[8]]
        return Candidate(index: candidate.index, parameters: weights + outputs)
    }

    private static func report(
        _ candidates: [Candidate], _ worker: CertifierWorker, _ name: String, column: String, _ peer: Double
    ) {
        var times = [String: [Double]]()
        for candidate in candidates {
            let start = processorMilliseconds(), certificate = worker.certify(candidate)
            times[kind(certificate.verdict), default: []].append(processorMilliseconds() - start)
        }
        title("\(name): median, mean, largest ms", column)
        for (kind, values) in times.sorted(by: { $0.key < $1.key }) { line(kind, values, peer) }
        line("all", times.values.flatMap { $0 }, peer)
    }

    private static func line(_ name: String, _ values: [Double], _ peer: Double) {
        let sorted = values.sorted(), mean = values.reduce(0, +) / Double(max(1, values.count))
        guard let largest = sorted.last else { return }
        show(
            name.padding(toLength: 34, withPad: " ", startingAt: 0)
                + String(
                    format: "%5d %10.2f %10.2f %10.2f %10.2f", values.count, sorted[sorted.count / 2], mean, largest,
                    mean / peer))
    }

    private static func kind(_ verdict: Verdict) -> String {
        switch verdict {
        case .localMinimum(let point, _): "local-minimum, " + (point.isIsolated == true ? "isolated" : "plateau")
        case .globalMinimum(let point): "global-minimum" + (point.isIsolated == true ? ", isolated" : "")
        default: verdict.name
        }
    }
}
