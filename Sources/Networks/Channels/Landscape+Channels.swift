import Certify

extension Landscape {
    /// This landscape when it is one of two-layer students that channels to infinity are known for: with one output,
    /// and no decay, under which the sets of bounded loss are bounded. A trained output bias and sample weights may be
    /// there.
    package var twoLayerWithChannels: TwoLayerLandscape? {
        (self as? TwoLayerLandscape).flatMap {
            $0.problem.outputCount == 1 && $0.problem.decay == nil ? $0 : nil
        }
    }
}
