import Foundation

/// Does independent pieces of work on several threads and hands the results over in order.
enum OrderedWork {
    /// - Parameters:
    ///   - range: the pieces of work.
    ///   - jobs: the number of threads.
    ///   - makeWorker: called once on each thread; what it returns does one piece after another on that thread.
    ///   - consume: called on the calling thread with the results in the order of `range`. When it throws, the rest is abandoned.
    static func run<Result: Sendable>(
        _ range: Range<Int>, jobs: Int, makeWorker: @escaping @Sendable () -> (Int) -> Result,
        consume: (Int, Result) throws -> Void
    ) throws {
        let board = Board<Result>(range)
        let threads = max(1, min(jobs, range.count))
        for _ in 0..<threads {
            let thread = Thread {
                let work = makeWorker()
                while let piece = board.take() { board.put(piece, work(piece)) }
                board.leave()
            }
            // LAPACK and MPFR keep their temporaries on the stack
            thread.stackSize = 8 << 20
            board.enter()
            thread.start()
        }
        defer { board.abandonAndWait() }
        for piece in range { try consume(piece, board.result(of: piece)) }
    }

    /// What is still to be done and what is done, shared by the threads; every access holds the lock of `condition`.
    private final class Board<Result: Sendable>: @unchecked Sendable {
        private let condition = NSCondition()
        private var next: Int
        private var end: Int
        private var consumed: Int
        private var results: [Int: Result] = [:]
        private var running = 0
        /// How far work may run ahead of what has been handed over, which bounds the memory for results.
        private let lookahead = 256

        init(_ range: Range<Int>) {
            next = range.lowerBound
            consumed = range.lowerBound
            end = range.upperBound
        }

        private func locked<Value>(_ body: () -> Value) -> Value {
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
                while next < end, next >= consumed + lookahead { condition.wait() }
                guard next < end else { return nil }
                next += 1
                return next - 1
            }
        }

        func put(_ piece: Int, _ result: Result) { locked { results[piece] = result } }

        func result(of piece: Int) -> Result {
            locked {
                while true {
                    if let result = results.removeValue(forKey: piece) {
                        consumed = piece + 1
                        return result
                    }
                    condition.wait()
                }
            }
        }

        func abandonAndWait() {
            locked {
                end = min(end, next)
                consumed = end
                while running > 0 { condition.wait() }
            }
        }
    }
}
