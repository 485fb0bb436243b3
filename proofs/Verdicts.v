(* Everything a verdict file needs besides an engine. *)
From Certify Require Export Specification Statements ProblemHash Evidence GlobalMinimum Existence Reference IsolatedPoint
  NoCriticalPoint DegenerateSaddle Plateau Level.
