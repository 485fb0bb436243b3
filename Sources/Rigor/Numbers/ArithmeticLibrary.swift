import CMPFR

/// The arithmetic that everything rests on.
public enum ArithmeticLibrary {
    /// Version of the MPFR library in use, for example "4.2.0".
    public static var mpfrVersion: String { String(cString: mpfr_get_version()) }
}
