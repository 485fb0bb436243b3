/// The version of the program, written into certificates and printed by `certify --version`.
public enum ProgramVersion {
    public static let current = "0.2.0"
    public static let name = "certify \(current)"
}
