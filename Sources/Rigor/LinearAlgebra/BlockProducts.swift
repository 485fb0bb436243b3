internal import CLAPACK

/// Sums of products over a block of rows, for all pairs of columns, by BLAS.
///
/// **What is believed of BLAS**, here and nowhere else: every entry of what `addGram` and `addProducts` leave is what
/// stood there plus products, each rounded or fused with an addition, added up in some order, every addition rounded to
/// nearest. So a product meets at most `count + 1` roundings on its way into an entry, and an entry that stood there
/// one
/// for each later call, whatever the order, and gamma of their number bounds the error relative to the sum of absolute
/// values (Higham, Accuracy and Stability, sections 3.1 and 4.2). A method of Strassen's kind would break this; no BLAS
/// in
/// use employs one for real matrices. BLAS is kept on the calling thread: results do not depend on their number.
public enum BlockProducts {
    /// Columns of `stride` numbers each, one after the other, of which the first ones are used.
    public struct Columns {
        let start: UnsafePointer<Double>
        let count: Int
        let stride: Int

        public init(_ start: UnsafePointer<Double>, count: Int, stride: Int) {
            self.start = start
            self.count = count
            self.stride = stride
        }

        /// The same columns from row `offset` on.
        public func dropping(_ offset: Int) -> Columns { Columns(start + offset, count: count, stride: stride) }
    }

    private static let onOneThread: Void = ApproximateLinearAlgebra.useOneThread()

    /// result[r n + t] += sum over the first `count` rows of a_r a_t, for r <= t; what stands below the diagonal stays.
    public static func addGram(_ result: UnsafeMutablePointer<Double>, _ a: Columns, count: Int) {
        _ = onOneThread
        let n = Int32(a.count)
        // the upper triangle by rows is the lower one by columns
        cblas_dsyrk(
            CblasColMajor, CblasLower, CblasTrans, n, Int32(count), 1, a.start, Int32(a.stride), 1, result, n)
    }

    /// result[r m + t] += sum over the first `count` rows of a_r b_t, m the number of columns of b.
    public static func addProducts(_ result: UnsafeMutablePointer<Double>, _ a: Columns, _ b: Columns, count: Int) {
        _ = onOneThread
        let m = Int32(b.count)
        cblas_dgemm(
            CblasColMajor, CblasTrans, CblasNoTrans, m, Int32(a.count), Int32(count), 1, b.start, Int32(b.stride),
            a.start, Int32(a.stride), 1, result, m)
    }
}
