import Certify
import Rigor

extension ExactNetwork {
    /// The type of a zero-loss point in words, then what every student neuron stands for, neurons counted from 0. For
    /// example "opposite duplicate: 0 = teacher 2; 1 = teacher 0 mirrored; ...". Balanced flips are flips that together
    /// leave the function as it is: any for odd activations. With several outputs, where the types do not exhaust what
    /// there is, the type is left out.
    func describe(against teacher: Teacher, on problem: TwoLayerProblem) -> String {
        let parts = SymmetryDecomposition(problem.activation), d = problem.data.dimension
        let isNeuronByNeuron = (0..<problem.outputCount).allSatisfy { q in
            normalForm(q, dimension: d, parts: parts) == problem.targetForm(teacher, output: q, parts: parts)
        }
        guard isNeuronByNeuron else { return "exact global minimum: the same polynomial as the teacher" }
        var types = [String]()
        func add(_ type: String) { if !types.contains(type) { types.append(type) } }
        var correspondences = [String]()
        var signs = [[Rational]: [Int]](), isTeacherClass = [[Rational]: Bool]()
        for (j, (w, a)) in zip(weights, outputs).enumerated() {
            let (v, sign) = parts.classified(w)
            let models = teacher.neurons.indices.filter {
                parts.classified(teacher.neurons[$0].weights).representative == v
            }
            var name: String
            if let first = models.first, !v.isZeroVector {
                name = "teacher " + models.map(String.init).joined(separator: "+")
                if parts.classified(teacher.neurons[first].weights).sign != sign { name += " mirrored" }
            } else if v.isZeroVector {
                name = "constant"
            } else {
                name = "free"
            }
            if a.isZeroVector {
                name += ", output 0"
                add("spare neuron with output 0")
            } else if v.isZeroVector {
                add("constant neuron w = 0")
            } else {
                signs[v, default: []].append(sign)
                isTeacherClass[v] = !models.isEmpty
            }
            correspondences.append("\(j) = \(name)")
        }
        let list = correspondences.joined(separator: "; ")
        guard outputCount == 1 else { return "exact global minimum: " + list }
        for (v, signs) in signs where signs.count > 1 || isTeacherClass[v] == false {
            let isOpposite = Set(signs).count > 1
            switch (isTeacherClass[v] ?? false, isOpposite) {
            case (true, false): add("duplicate with the same orientation")
            case (true, true): add("opposite duplicate")
            case (false, false): add("cancelling neurons")
            case (false, true): add("cancelling opposite neurons")
            }
        }
        let type =
            types.isEmpty
            ? "teacher up to permutation and \(outputBias.isEmpty ? "balanced flips" : "flips")"
            : types.sorted().joined(separator: ", ")
        return "exact global minimum, \(type): " + list
    }
}
