import Rigor
import Synchronization

/// The reference point that was verified last: the certificates of one file mostly have the same.
final class VerifiedReference: Sendable {
    private let last = Mutex<(point: [Dyadic], lossUpper: Double)?>(nil)

    /// Whether the loss of this very point is proved to be at most this.
    func contains(_ point: [Dyadic], _ lossUpper: Double) -> Bool {
        last.withLock { $0.map { $0.lossUpper <= lossUpper && $0.point == point } ?? false }
    }

    /// - Precondition: the loss of the point is at most this, proved.
    func insert(_ point: [Dyadic], _ lossUpper: Double) { last.withLock { $0 = (point, lossUpper) } }
}
