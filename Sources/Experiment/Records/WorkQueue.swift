import Dispatch
import Synchronization

/// Does independent pieces of work on several threads. Each thread has its own worker; results go to `consume`, one at a time, in
/// the order in which they finish. The first error stops all threads at their next piece.
enum WorkQueue {
    static func run<Item: Sendable, Worker, Result>(
        _ items: [Item], jobs: Int, makeWorker: @escaping @Sendable () -> Worker,
        work: @escaping @Sendable (Worker, Item) throws -> Result,
        consume: @escaping @Sendable (Item, Result) throws -> Void
    ) throws {
        let next = Mutex(0), failure = Mutex<(any Error)?>(nil), consumption = Mutex(())
        DispatchQueue.concurrentPerform(iterations: max(1, min(jobs, items.count))) { _ in
            let worker = makeWorker()
            while failure.withLock({ $0 == nil }) {
                let position = next.withLock { position -> Int in
                    defer { position += 1 }
                    return position
                }
                guard position < items.count else { return }
                do {
                    let result = try work(worker, items[position])
                    try consumption.withLock { _ in try consume(items[position], result) }
                } catch {
                    failure.withLock { $0 = $0 ?? error }
                }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
    }
}
