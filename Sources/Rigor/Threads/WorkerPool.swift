import Foundation

/// Does independent pieces of work on several threads: the one pool of the package.
///
/// Results reach the caller on its own thread, in an order that does not depend on the number of threads unless it asks
/// for them as they finish.
public enum WorkerPool {
    /// In which order results are handed over.
    public enum Order: Sendable {
        /// That of the pieces.
        case ascending
        /// As they finish: for work whose results are to be safe as soon as they exist.
        case asFinished
    }

    /// How many threads the code that reads it may start: 1 on the threads of a pool that has work for all of them,
    /// more where there are fewer pieces than threads, and 1 outside of any pool.
    @TaskLocal public static var spareThreads = 1

    /// - Parameters:
    ///   - range: the pieces of work.
    ///   - jobs: the number of threads, at least 1.
    ///   - order: how results are handed over.
    ///   - makeWorker: called once on each thread; what it returns does one piece after another on that thread.
    ///   - consume: called on the calling thread.
    /// - Throws: the first error that a piece of work or `consume` throws; the rest is then abandoned.
    public static func run<Result: Sendable>(
        _ range: Range<Int>, jobs: Int, order: Order = .ascending,
        makeWorker: @escaping @Sendable () -> (Int) throws -> Result, consume: (Int, Result) throws -> Void
    ) throws {
        let board = Board<Result>(range, order)
        let threads = max(1, min(jobs, range.count)), spare = max(1, jobs / threads)
        for _ in 0..<threads {
            let thread = Thread {
                $spareThreads.withValue(spare) {
                    let work = makeWorker()
                    while let piece = board.take() { board.put(piece, Swift.Result { try work(piece) }) }
                }
                board.leave()
            }
            // LAPACK and MPFR keep their temporaries on the stack
            thread.stackSize = 8 << 20
            board.enter()
            thread.start()
        }
        defer { board.abandonAndWait() }
        for _ in range {
            let (piece, result) = board.next()
            try consume(piece, result.get())
        }
    }

    /// What is still to be done and what is done, shared by the threads; every access holds the lock of `condition`.
    private final class Board<Value: Sendable>: @unchecked Sendable {
        private let condition = NSCondition()
        private let order: Order
        private var started: Int
        private var end: Int
        /// Pieces handed over so far; with `ascending` all below `range.lowerBound + handedOver`.
        private var handedOver = 0
        private let first: Int
        private var outcomes: [Int: Result<Value, any Error>] = [:]
        /// Pieces in the order in which they finished.
        private var finished: [Int] = []
        private var running = 0
        /// How far work may run ahead of what has been handed over, which bounds the memory for results.
        private let lookahead = 256

        init(_ range: Range<Int>, _ order: Order) {
            self.order = order
            started = range.lowerBound
            first = range.lowerBound
            end = range.upperBound
        }

        private func locked<Answer>(_ body: () -> Answer) -> Answer {
            condition.lock()
            defer {
                condition.broadcast()
                condition.unlock()
            }
            return body()
        }

        func enter() { locked { running += 1 } }
        func leave() { locked { running -= 1 } }

        func take() -> Int? {
            locked {
                while started < end, started >= first + handedOver + lookahead { condition.wait() }
                guard started < end else { return nil }
                started += 1
                return started - 1
            }
        }

        func put(_ piece: Int, _ outcome: Result<Value, any Error>) {
            locked {
                outcomes[piece] = outcome
                if order == .asFinished { finished.append(piece) }
            }
        }

        func next() -> (Int, Result<Value, any Error>) {
            locked {
                while true {
                    let piece = order == .ascending ? first + handedOver : finished.first
                    if let piece, let outcome = outcomes.removeValue(forKey: piece) {
                        if order == .asFinished { finished.removeFirst() }
                        handedOver += 1
                        return (piece, outcome)
                    }
                    condition.wait()
                }
            }
        }

        func abandonAndWait() {
            locked {
                end = min(end, started)
                while running > 0 { condition.wait() }
            }
        }
    }
}
