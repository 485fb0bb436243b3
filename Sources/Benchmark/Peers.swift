import Foundation

/// What others need for the same on this machine: scripts of examples/benchmark, each a child process of its own.
enum Peers {
    /// Milliseconds of one enclosure of loss, gradient and Hessian in Arb through python-flint; nil where that is
    /// missing.
    static func arbMilliseconds(bits: Int) -> Double? {
        output(of: ["examples/benchmark/arb.py", String(bits)]).flatMap(Double.init)
    }

    /// Milliseconds of a Hessian with its eigenvalues in float64, by name: NumPy, and JAX where python3 has it.
    static func hessianMilliseconds() -> [String: Double] {
        let lines = output(of: ["examples/benchmark/peers.py"])?.split(separator: "\n") ?? []
        return lines.reduce(into: [:]) { result, line in
            let words = line.split(separator: " ")
            if words.count == 2 { result[String(words[0])] = Double(words[1]) }
        }
    }

    /// What `python3` prints for these arguments; nil when it fails.
    private static func output(of arguments: [String]) -> String? {
        let process = Process(), pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return nil }
        return String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
