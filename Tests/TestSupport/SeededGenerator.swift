import Rigor

/// The generator of the tests: the same numbers in every run, so that a failure can be repeated.
package typealias SeededGenerator = SplitMix64
