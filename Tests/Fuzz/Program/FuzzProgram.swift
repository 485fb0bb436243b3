import Foundation
import Fuzzing
import Interchange
import Rigor
import Synchronization

/// `certify-fuzz certificates|importers COUNT [SEED [THREADS [FIRST]]]`: COUNT damaged inputs, made by SEED and their
/// number, from FIRST on.
///
/// Ends with status 1 after a false certificate that was accepted, an error of several lines, or an input that took
/// longer than ten seconds; a crash or hang names its input.
@main enum FuzzProgram {
    static func main() throws {
        ApproximateLinearAlgebra.useOneThread()
        let arguments = CommandLine.arguments
        guard arguments.count >= 3, ["certificates", "importers"].contains(arguments[1]), let count = Int(arguments[2])
        else {
            print("usage: certify-fuzz certificates|importers COUNT [SEED [THREADS [FIRST]]]")
            exit(2)
        }
        func number(_ position: Int, _ otherwise: Int) -> Int {
            arguments.count > position ? Int(arguments[position]) ?? otherwise : otherwise
        }
        let seed = UInt64(number(3, 1)), threads = max(1, number(4, 1)), first = number(5, 0)
        Watch.begin(threads: threads, seed: seed)
        let session = FuzzSession(inputs: first..<(first + count), seed: seed, threads: threads)
        if arguments[1] == "certificates" {
            let fuzzing = try CertificateFuzzing(seed: 1)
            let kinds = Dictionary(grouping: fuzzing.good) { $0.kind }.mapValues(\.count)
            for (kind, count) in kinds.sorted(by: { $0.key < $1.key }) { print("  \(count) good: \(kind)") }
            session.run {
                let verifier = CertificateVerifier(), truth = Truth()
                return { "\(try fuzzing.run($0, seed: seed, verifier, truth))" }
            }
        } else {
            let fuzzing = try ImporterFuzzing()
            session.run {
                { input in
                    var generator = SplitMix(seed: seed, input: input)
                    let target = fuzzing.targets[input % fuzzing.targets.count]
                    return "\(target.name) \(try fuzzing.run(target, &generator) ? "read" : "refused")"
                }
            }
        }
        session.tell(arguments[1])
        exit(session.findingCount == 0 ? 0 : 1)
    }
}

/// The inputs of one run, shared among threads.
final class FuzzSession: Sendable {
    private let inputs: Range<Int>
    private let seed: UInt64
    private let threads: Int
    private let start = ContinuousClock.now
    private let tally = Mutex<[String: Int]>([:])
    private let slowest = Mutex<(time: Duration, input: Int)>((.zero, 0))
    private let findings = Mutex<Int>(0)

    var findingCount: Int { findings.withLock { $0 } }

    init(inputs: Range<Int>, seed: UInt64, threads: Int) {
        self.inputs = inputs
        self.seed = seed
        self.threads = threads
    }

    /// - Parameter makeWorker: called once on each thread; what it returns does one input after another and says what
    ///   became of it.
    func run(_ makeWorker: @escaping @Sendable () -> (Int) throws -> String) {
        let group = DispatchGroup()
        for thread in 0..<threads {
            group.enter()
            let worker = Thread { [self] in
                work(thread, makeWorker())
                group.leave()
            }
            worker.stackSize = 8 << 20
            worker.start()
        }
        group.wait()
    }

    private func work(_ thread: Int, _ one: (Int) throws -> String) {
        var mine: [String: Int] = [:], longest = (time: Duration.zero, input: 0)
        for input in stride(from: inputs.lowerBound + thread, to: inputs.upperBound, by: threads) {
            let began = ContinuousClock.now
            Watch.enter(input, thread)
            do { mine[try one(input), default: 0] += 1 } catch {
                mine["finding", default: 0] += 1
                report("\(error)", input)
            }
            let time = ContinuousClock.now - began
            if time > longest.time { longest = (time, input) }
        }
        Watch.leave(thread)
        tally.withLock { all in for (name, count) in mine { all[name, default: 0] += count } }
        slowest.withLock { if longest.time > $0.time { $0 = longest } }
    }

    private func report(_ finding: String, _ input: Int) {
        findings.withLock {
            $0 += 1
            print("FINDING at input \(input) of seed \(seed): \(finding)")
        }
    }

    /// Counts, the slowest input, and the largest memory of the process.
    func tell(_ what: String) {
        for (name, count) in tally.withLock({ $0 }).sorted(by: { $0.key < $1.key }) { print("  \(count) \(name)") }
        let longest = slowest.withLock { $0 }
        if longest.time > .seconds(10) { report("it took \(longest.time)", longest.input) }
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        print("  slowest input \(longest.input): \(longest.time); largest memory \(usage.ru_maxrss >> 10) MB")
        print(
            "\(inputs.count) \(what) in \((ContinuousClock.now - start).components.seconds) s, \(findingCount) findings"
        )
    }
}

/// What every thread is at, for the handler of crashes and for the watchdog, which run when nothing else can.
enum Watch {
    /// Written by one thread each, read by the handler. A torn read would misname an input and do no other harm.
    nonisolated(unsafe) private static var inputs: UnsafeMutablePointer<Int> = .allocate(capacity: 1)
    nonisolated(unsafe) private static var since: UnsafeMutablePointer<Int> = .allocate(capacity: 1)
    nonisolated(unsafe) private static var count = 0
    nonisolated(unsafe) private static var seed: UInt64 = 0

    static func begin(threads: Int, seed: UInt64) {
        inputs = .allocate(capacity: threads)
        since = .allocate(capacity: threads)
        for thread in 0..<threads { leave(thread) }
        (count, self.seed) = (threads, seed)
        for crash in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT, SIGFPE] {
            signal(crash) { number in Watch.end("crash, signal \(number)") }
        }
        Thread {
            while true {
                Thread.sleep(forTimeInterval: 1)
                for thread in 0..<count where inputs[thread] >= 0 && time(nil) - since[thread] > 120 {
                    end("hang of two minutes")
                }
            }
        }.start()
    }

    static func enter(_ input: Int, _ thread: Int) {
        inputs[thread] = input
        since[thread] = time(nil)
    }

    static func leave(_ thread: Int) { inputs[thread] = -1 }

    private static func end(_ what: String) -> Never {
        for thread in 0..<count {
            let line = "\(what): thread \(thread) is at input \(inputs[thread]) of seed \(seed)\n"
            _ = line.withCString { write(STDERR_FILENO, $0, strlen($0)) }
        }
        _exit(1)
    }
}
