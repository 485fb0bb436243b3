import Certify
import Testing

@testable import Experiment

struct SymmetryTests {
    @Test func kinds() throws {
        let symmetry = ApproximateSymmetry(teacher: Sample.teacher)
        // teacher 1, its duplicate, teacher 2 mirrored, constant, zero-type, free, its opposite, its duplicate
        let w = [0.6, 0.5, 0.6, 0.5, 0.5, -0.5, 0, 0, 3, 3, 1, 2, -1, -2, 1, 2]
        let found = symmetry.inspect(w + [0.5, 0.5, 1, 2, 0, 1, 1, 1], width: 8)
        #expect(found.words == ["T1", "T1", "M2", "C", "Z", "F1", "N1", "F1"])
        #expect(found.duplicates == [1, 7])
        #expect(found.code == "C F1 F1 M2 N1 T1 T1 Z")
    }

    /// Permuting neurons and turning a free group around does not change the code.
    @Test func codeIsSymmetric() {
        let symmetry = ApproximateSymmetry(teacher: Sample.teacher)
        let one = symmetry.inspect([1, 2, 1, 2, -1, -2, 4, 4, 1, 1, 1, 1], width: 4)
        let other = symmetry.inspect([4, 4, 1, 2, -1, -2, -1, -2, 1, 1, 1, 1], width: 4)
        #expect(one.code == "F1 F1 F2 N1" && one.code == other.code)
    }
}
