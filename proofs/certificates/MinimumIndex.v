(* A critical point that is a local minimum has Morse index 0. *)
From Coq Require Import Reals Lra Lia List.
From Certify Require Import Specification Statements Inertia Evidence.
Import ListNotations.
Open Scope R_scope.

Theorem minimum_index P m q : critical_point P m q -> local_minimum P m q -> morse_index P m q 0.
Proof.
  intros Hc Hm. split.
  - exists []. split; [reflexivity|]. intros [|x c] H; [|discriminate]. intros (y & [] & _).
  - intros [|v l] Hl; [simpl in Hl; lia|]. intros Hd. apply (strict_saddle_not_local_minimum P m q); [|exact Hm].
    exact (strict_saddle_from_family P m q v l Hc Hd).
Qed.
