import Rigor

extension PublishedLemmas {
    /// Lemmas 1 and 2 as they are printed in the literature, with numbers; verified before.
    func enter(in parent: ProofLedger?) {
        guard let parent else { return }
        func down(_ value: Double) -> String { OutwardDecimal.lower(value, digits: 5) }
        func up(_ value: Double) -> String { OutwardDecimal.upper(value, digits: 5) }
        let first = parent.argument("Lemma 1 (Safran & Shamir), as published")
        first.hypothesis("|grad L(p)| <= epsilon", nil, stated: .init("epsilon", .atMost(gradientNorm)))
        first.hypothesis("lambda_min(Hess L(p)) >= lambda", nil, stated: .init("lambda", .atLeast(smallestEigenvalue)))
        first.hypothesis(
            "third derivatives are at most B on the ball of radius \(down(trialRadius))", nil,
            stated: .init("B", .atMost(thirdDerivative)))
        // not verified to be positive where the lemma does not apply
        first.hypothesis("9 lambda² - 25 B epsilon", .atLeast(discriminantLower))
        guard let radius else {
            first.conclusion(
                "The lemma does not apply: the discriminant is not proved non-negative, or its radius exceeds the ball"
                    + " on which B holds.")
            first.conclusion("The verdict rests on the sharper argument above.")
            return
        }
        first.conclusion(
            "r = (3 lambda - sqrt(9 lambda² - 25 B epsilon)) / (2 B) <= \(up(radius)), inside the ball on which B "
                + "holds:"
        )
        first.conclusion("a local minimum lies within \(up(radius)) of p.")
        let second = parent.argument("Lemma 2 (Safran & Shamir), as published")
        guard let referenceUpper, let marginLower else {
            second.conclusion("There is nothing to compare the loss with.")
            return
        }
        second.hypothesis("L(p)", .atLeast(lossLower))
        second.hypothesis("L is K0-Lipschitz on the ball", nil, stated: .init("K0", .atMost(lipschitz)))
        second.hypothesis("loss of the reference", .atMost(referenceUpper))
        second.hypothesis("L(p) - K0 r - reference", .atLeast(marginLower))
        second.conclusion(
            marginLower > 0
                ? "Positive: the minimum is not global." : "Not positive: nothing follows about globality.")
    }
}
