import CMPFR

/// Many intervals of one precision on contiguous memory, for loops that must not allocate.
///
/// A workspace that belongs to one thread: it is not `Sendable`, and pointers into it are valid while it is alive
/// (`withExtendedLifetime` where the array is not used after them).
public final class IntervalArray {
    public let count: Int
    public let precision: Precision
    @usableFromInline let cells: IntervalPointer
    private let limbs: UnsafeMutablePointer<mp_limb_t>

    /// `count` intervals [0, 0].
    public init(count: Int, precision: Precision) {
        precondition(count >= 0)
        self.count = count
        self.precision = precision
        let limbsPerCell = IntervalCell.limbCount(precision)
        cells = .allocate(capacity: max(1, count))
        limbs = .allocate(capacity: max(1, count * limbsPerCell))
        for index in 0..<count {
            IntervalCell.place(cells + index, precision: precision, limbs: limbs + index * limbsPerCell)
        }
    }

    deinit {
        cells.deallocate()
        limbs.deallocate()
    }

    /// The cell at `index`, for `IntervalKernel`. Checked in debug builds only.
    @inlinable @inline(__always)
    public func pointer(_ index: Int) -> IntervalPointer {
        assert(index >= 0 && index < count, "index \(index) is outside 0..<\(count)")
        return cells + index
    }

    /// A copy of the interval at `index`; setting rounds outward to the precision of the array.
    public subscript(index: Int) -> Interval {
        get {
            precondition(index >= 0 && index < count, "index \(index) is outside 0..<\(count)")
            return Interval(precision: precision) { CellArithmetic.set($0, cells + index) }
        }
        set {
            precondition(index >= 0 && index < count, "index \(index) is outside 0..<\(count)")
            newValue.read { CellArithmetic.set(cells + index, $0) }
        }
    }
}
