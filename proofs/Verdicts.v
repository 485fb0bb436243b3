(* Everything a verdict file needs besides an engine. *)
From Certify Require Export Specification Evidence GlobalMinimum IsolatedMinimum IsolatedSaddle NoCriticalPoint
  DegenerateSaddle Plateau.
