# Results of MLPGradientFlow.jl -> candidates for `certify`.
#
#     using Pkg; Pkg.add("NPZ")
#     include("from_mlpgradientflow.jl")
#     results = [train(net, random_params(net)) for _ in 1:20]
#     export_students("students.npz", results)
#
# The conventions of MLPGradientFlow, declared in the file: `w1` is (neurons, inputs) with the biases, if any, as last column; the loss is the sum of
# squares divided by the number of points, without 1/2. Its `gnorm` is the largest component of the gradient, not the Euclidean norm that
# `grad_norm` means, and is left out. NPZ.jl writes column-major arrays and says so; `certify` reads them as what they are.

using NPZ

"""
    export_students(path, results)

Write the end points of `results`, dictionaries that `train` returned for nets of one hidden layer and an output without bias, to the .npz file `path`.
"""
function export_students(path, results)
    specs = [r["layerspec"] for r in results]
    all(s -> length(s) == 2 && !s[2][3], specs) ||
        error("expected nets of one hidden layer whose output has no bias; a verdict with the bias held fixed would be about another loss")
    allequal(specs) || error("the nets differ")
    # (students, neurons, inputs) and (students, neurons), or (students, neurons, outputs)
    w = permutedims(stack([Matrix{Float64}(r["x"]["w1"]) for r in results]), (3, 1, 2))
    a = permutedims(stack([Matrix{Float64}(r["x"]["w2"]) for r in results]), (3, 2, 1))
    has_bias = specs[1][1][3]
    declared = """{"axes": "neurons-inputs", "bias": "$(has_bias ? "last-column" : "none")", "loss": "mean"}"""
    npzwrite(path, Dict{String,Any}(
        "w" => w,
        "a" => size(a, 3) == 1 ? a[:, :, 1] : a,
        "loss" => Float64[r["loss"] for r in results],
        # NPZ.jl writes numbers alone: the text as its UTF-8 bytes
        "conventions" => Vector{UInt8}(declared),
    ))
end
