import Certify
import Networks
import Rigor

/// Proposes exact networks that equal the teacher, near a float64 student. Tolerances decide what is tried; what comes
/// out has the teacher's normal form by exact projection.
struct GlobalMinimumProposal {
    let teacher: Teacher
    let parts: SymmetryDecomposition
    let layout: ParameterLayout
    /// The teacher's normal form in each output.
    private let targets: [NetworkNormalForm]
    /// Distinct nonzero input weights of the teacher, up to what the activation mirrors.
    let classes: [[Rational]]

    init(teacher: Teacher, landscape: TwoLayerLandscape) {
        self.teacher = teacher
        layout = landscape.layout
        let parts = SymmetryDecomposition(landscape.problem.activation)
        self.parts = parts
        targets = (0..<layout.outputCount).map {
            landscape.problem.targetForm(teacher, output: $0, parts: parts)
        }
        var classes = [[Rational]]()
        for neuron in teacher.neurons {
            let v = parts.classified(neuron.weights).representative
            if !v.isZeroVector && !classes.contains(v) { classes.append(v) }
        }
        self.classes = classes
    }

    /// The nearest network found within `reach` of the candidate. Small distances are searched first: few assignments
    /// reach them.
    func nearest(to candidate: [Double], reach: Double) -> ExactNetwork? {
        for part in [1.0 / 64, 1.0 / 8, 1] {
            if let network = nearestWithin(reach * part, candidate) { return network }
        }
        return nil
    }

    private func nearestWithin(_ reach: Double, _ candidate: [Double]) -> ExactNetwork? {
        let weights = (0..<layout.width).map { Array(candidate[layout.weights(of: $0)]) }
        let outputs = (0..<layout.width).map { Array(candidate[layout.outputs(of: $0)]) }
        let bias = Array(candidate[layout.outputBiases])
        let search = NeuronAssignmentSearch(
            weights: weights, outputs: outputs,
            classes: classes.map { v in
                let coefficients = targets.map { (parts.hasOddPart ? $0.odd[v] : $0.even[v]) ?? .zero }
                return NeuronAssignmentSearch.TeacherClass(
                    representative: v.map(\.nearestDouble), coefficients: coefficients.map(\.nearestDouble),
                    isRequired: !coefficients.isZeroVector)
            },
            mirrors: parts.mirrors, signed: parts.hasOddPart, reach: reach * reach)
        var best: (network: ExactNetwork, distance: Double)?
        for assignment in search.run() {
            if let best, assignment.approximateCost > best.distance * best.distance { break }
            guard let network = network(assignment, weights, outputs, bias) else { continue }
            let distance = zip(network.parameters, candidate).reduce(0.0) {
                let difference = $1.0.nearestDouble - $1.1
                return $0 + difference * difference
            }.squareRoot()
            if distance < best?.distance ?? reach { best = (network, distance) }
        }
        return best?.network
    }

    /// The nearest network of one assignment; nil when there is none.
    private func network(
        _ assignment: NeuronAssignment, _ weights: [[Double]], _ outputs: [[Double]], _ bias: [Double]
    ) -> ExactNetwork? {
        var means = [Int: [Double]](), counts = [Int: Int]()
        for (w, place) in zip(weights, assignment.places) {
            if case .group(let g, let sign) = place {
                means[g] = zip(means[g] ?? w.map { _ in 0 }, w).map { $0 + Double(sign) * $1 }
                counts[g, default: 0] += 1
            }
        }
        var exact = [[Rational]]()
        for (w, place) in zip(weights, assignment.places) {
            switch place {
            case .teacherClass(let i, let sign): exact.append(classes[i].map { $0.oriented(sign) })
            case .constant: exact.append(w.map { _ in .zero })
            case .spare: exact.append(w.map { Rational(exactly: $0) ?? .zero })
            case .group(let g, let sign):
                let count = Double(counts[g] ?? 1)
                exact.append((means[g] ?? w).map { (Rational(exactly: $0 / count) ?? .zero).oriented(sign) })
            }
        }
        // outputs of spare neurons are 0; the others, and the output bias, go to the nearest solution of the linear
        // conditions
        let live = assignment.places.indices.filter { assignment.places[$0] != .spare }
        var result = outputs.map { $0.map { _ in Rational.zero } }
        var exactBias = bias.map { _ in Rational.zero }
        for q in 0..<layout.outputCount {
            let (rows, rightSide) = conditions(on: live.map { exact[$0] }, output: q)
            let start = (live.map { outputs[$0][q] } + (bias.isEmpty ? [] : [bias[q]])).map {
                Rational(exactly: $0) ?? .zero
            }
            guard let solution = ExactLinearAlgebra.projection(of: start, on: rows, rightSide) else { return nil }
            for (j, value) in zip(live, solution) { result[j][q] = value }
            if let last = solution.last, !bias.isEmpty { exactBias[q] = last }
        }
        return ExactNetwork(weights: exact, outputs: result, outputBias: exactBias)
    }

    /// The linear conditions on the outputs, and on a trained output bias after them, under which a network with these
    /// input weights has the teacher's normal form in output `q`.
    private func conditions(on weights: [[Rational]], output q: Int) -> (rows: [[Rational]], rightSide: [Rational]) {
        let target = targets[q]
        let classified = weights.map { parts.classified($0) }
        var present = [[Rational]]()
        for v in classified.map(\.representative) + Array(target.odd.keys) + Array(target.even.keys)
        where !present.contains(v) {
            present.append(v)
        }
        var rows = [[Rational]](), rightSide = [Rational]()
        for v in present {
            if parts.hasOddPart && !v.isZeroVector {
                rows.append(classified.map { $0.representative == v ? Rational($0.sign) : .zero })
                rightSide.append(target.odd[v] ?? .zero)
            }
            if parts.hasEvenPart {
                rows.append(classified.map { $0.representative == v ? .one : .zero })
                rightSide.append(target.even[v] ?? .zero)
            }
        }
        if layout.hasOutputBias {
            for r in rows.indices { rows[r].append(.zero) }
            rows.append(weights.map { _ in parts.constant } + [.one])
            rightSide.append(target.constant)
        } else if !parts.constant.isZero {
            rows.append(weights.map { _ in parts.constant })
            rightSide.append(target.constant)
        }
        if !parts.slope.isZero {
            for c in 0..<layout.inputDimension {
                rows.append(weights.map { parts.slope * $0[c] } + (layout.hasOutputBias ? [.zero] : []))
                rightSide.append(target.linear[c])
            }
        }
        return (rows, rightSide)
    }
}
