// Measures what rigour costs on the reference problem at width 5, beside Arb doing the same in the same run.
//
//     swift run -c release certify-benchmark
//
// Rows: one full enclosure (loss, gradient, Hessian) at 53 bits (float64 with bounds), and in MPFR at 53, 128, 256
// bits; the search and the check of one certificate; the same enclosures with k = 1, 2, 4 outputs; then
// examples/benchmark/arb.py, which needs python-flint and is left out when that is missing.
import Certify
import Foundation
import Interchange
import Networks
import Rigor
import Search

/// Least processor time of one run of many, in milliseconds: what else the machine does is left out as far as possible.
func processorMilliseconds(_ repetitions: Int, _ body: () throws -> Void) rethrows -> Double {
    try body()
    func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) * 1e-6
    }
    return try (0..<repetitions).map { _ in
        let start = now()
        try body()
        return now() - start
    }.min() ?? 0
}

/// Median over `repetitions` runs after one warm-up, in milliseconds.
func milliseconds(_ repetitions: Int, _ body: () throws -> Void) rethrows -> Double {
    try body()
    let clock = ContinuousClock()
    let times = try (0..<repetitions).map { _ in
        let elapsed = try clock.measure { try body() }.components
        return Double(elapsed.seconds) * 1e3 + Double(elapsed.attoseconds) * 1e-15
    }
    return times.sorted()[repetitions / 2]
}

func row(_ name: String, _ value: Double, _ reference: Double?) {
    let ratio = reference.map { String(format: "%10.2f", $0 / value) } ?? ""
    print(name.padding(toLength: 58, withPad: " ", startingAt: 0) + String(format: "%10.3f ms", value) + ratio)
}

ApproximateLinearAlgebra.useOneThread()
let landscape = TwoLayerLandscape(problem: .reference, width: 5)
let students = [4, 5].map { width in
    try? CandidateFile(contentsOf: "examples/candidates/width\(width).npz")
}
guard let narrow = students[0], let wide = students[1] else { fatalError("run from the top of the repository") }
let ball = Ball(centre: wide.candidates[3].point)

/// Milliseconds of the same enclosure in Arb through python-flint, one thread.
func arbMilliseconds(bits: Int) -> Double? {
    let process = Process(), pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "examples/benchmark/arb.py", String(bits)]
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0
        ? Double(String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)) : nil
}

let arb = [53, 128, 256].reduce(into: [Int: Double]()) { $0[$1] = arbMilliseconds(bits: $1) }
print(
    "width 5, 1681 points, 15 parameters; one thread; median".padding(toLength: 58, withPad: " ", startingAt: 0)
        + "               Arb / ours")
for bits in [53, 128, 256] {
    if let time = arb[bits] { row("Arb (python-flint), loss + gradient + Hessian, \(bits) bits", time, nil) }
}
let fast = try landscape.makeEvaluator(.float64)
row(
    "loss + gradient + Hessian enclosed, float64 with bounds",
    try milliseconds(51) { _ = try fast.enclosure(on: ball, order: .hessian) }, arb[53])
for bits in [53, 128, 256] {
    let evaluator = try landscape.makeEvaluator(.multiple(Precision(bits: bits)))
    row(
        "loss + gradient + Hessian enclosed, MPFR \(bits) bits",
        try milliseconds(7) { _ = try evaluator.enclosure(on: ball, order: .hessian) }, arb[bits])
}
row(
    "Lipschitz constants K0, K1, K2 over a ball, float64",
    try milliseconds(21) { _ = try fast.lipschitzConstants(on: Ball(centre: ball.centre, radius: 1e-5)) }, nil)
for (file, index) in [(narrow, 8), (wide, 3)] {
    let worker = Certifier(landscape: TwoLayerLandscape(problem: .reference, width: file.width)).makeWorker()
    let certificate = worker.certify(file.candidates[index])
    let time = milliseconds(21) { _ = worker.certify(file.candidates[index]) }
    row("width \(file.width) student \(index) judged: \(certificate.verdict.name), \(certificate.bits) bits", time, nil)
}

// one enclosure with one output and with several: the jets and the Gram matrix are computed once for all of them
print(
    "\nwidth 5, 1681 points, k outputs; processor time, least of many".padding(
        toLength: 59, withPad: " ", startingAt: 0))
for k in [1, 2, 4] {
    let landscape = try severalOutputs(k)
    let n = landscape.parameterCount
    let centre = (0..<n).map { Dyadic(exactly: (Double(($0 * 37) % 23) - 11) / 16) ?? .zero }
    for level in [EvaluationLevel.float64, .multiple(Precision(bits: 128))] {
        let evaluator = try landscape.makeEvaluator(level),
            name = level == .float64 ? "float64" : "MPFR \(level.bits) bits"
        let repetitions = level == .float64 ? 201 : 7
        row(
            "k = \(k), \(name): loss + gradient + Hessian",
            try processorMilliseconds(repetitions) {
                _ = try evaluator.enclosure(on: Ball(centre: centre), order: .hessian)
            }, nil)
        row(
            "k = \(k), \(name): K0, K1, K2 over a ball",
            try processorMilliseconds(repetitions / 5 + 1) {
                _ = try evaluator.lipschitzConstants(on: Ball(centre: centre, radius: 1e-5))
            }, nil)
    }
    let search = landscape.makeApproximateEvaluator(), point = centre.map { $0.double(rounding: .nearest) }
    row(
        "k = \(k), plain float64: loss + gradient + Hessian",
        processorMilliseconds(101) { _ = search.approximateHessian(at: point) }, nil)
}

/// The reference problem with k outputs, students of width 5.
func severalOutputs(_ k: Int) throws -> TwoLayerLandscape {
    let reference = TwoLayerProblem.reference
    let neurons = (reference.teacher?.neurons ?? []).enumerated().map { j, neuron in
        Teacher.Neuron(weights: neuron.weights, outputs: (0..<k).map { neuron.outputs[0] + Rational($0 * (j + 1), 8) })
    }
    return TwoLayerLandscape(
        problem: try TwoLayerProblem(
            activation: reference.activation, data: reference.data, labels: .teacher(Teacher(neurons: neurons)),
            outputCount: k,
            loss: .meanSquaredNorm),
        width: 5)
}
