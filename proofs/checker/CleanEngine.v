(* The axiom-clean engine: all numbers are Coq's own integers.  Nothing beyond the axioms of the
   classical real numbers. *)
From Interval Require Import Float.Specific_ops Float.Specific_stdz.
From Certify Require Import PlateauChecker.
Module IntegerFloat := SpecificFloat StdZRadix2.
Module Clean := PlateauChecker IntegerFloat IntegerFloat.
