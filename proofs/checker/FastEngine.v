(* The fast engine: Hessians in the processor's binary64 with outward rounding, gradients in
   arbitrary precision on machine integers.  Trusts Coq's primitive floats and integers. *)
From Interval Require Import Float.Specific_ops Float.Specific_bigint Float.Primitive_ops.
From Certify Require Import PlateauChecker.
Module BigIntFloat := SpecificFloat BigIntRadix2.
Module Fast := PlateauChecker PrimitiveFloat BigIntFloat.
