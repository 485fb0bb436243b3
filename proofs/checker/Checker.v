(* The verified checker: for each kind of certificate a report (named tests) and the theorem that an
   accepted report proves the verdict.

   Coarse is the number format for Hessians and losses over a box, Fine the one for the gradient at
   the centre; both precisions are given in bits by the verdict file. *)
From Coq Require Import Reals Lra Lia ZArith List QArith Qreals String.
From Flocq Require Import Zaux.
From Interval Require Import Float.Sig.
From Certify Require Import Specification Vector LocalMinimum Smooth SafranShamir QuadraticForm
  Calculus Program RealProgram Evidence Enclosure Tests
  GlobalMinimum IsolatedMinimum IsolatedSaddle NoCriticalPoint.
Import ListNotations.
Open Scope R_scope.
Open Scope string_scope. Open Scope list_scope.

Lemma accepted_app a b : accepted (a ++ b) = true -> accepted a = true /\ accepted b = true.
Proof. unfold accepted. rewrite forallb_app. apply andb_prop. Qed.
Lemma accepted_cons s b r : accepted ((s, b) :: r) = true -> b = true /\ accepted r = true.
Proof. unfold accepted. cbn [forallb snd]. apply andb_prop. Qed.
Ltac split_report H :=
  repeat match type of H with accepted (_ :: _) = true =>
    let K := fresh "T" in apply accepted_cons in H as [K H] end.

Module Checker
  (Coarse : FloatOps with Definition radix := radix2 with Definition sensible_format := true)
  (Fine : FloatOps with Definition radix := radix2 with Definition sensible_format := true).
Module C := Tests Coarse.
Module G := Tests Fine.

Section Bits.
Variables coarse_bits fine_bits : positive.
Notation coarse := (Coarse.PtoP coarse_bits).
Notation fine := (Fine.PtoP fine_bits).

Definition has_length (l : list Q) (n : nat) : bool := Nat.eqb (List.length l) n.

(* ** Isolated local minimum *)
Definition minimum_report (c : minimum_certificate) : report :=
  let P := min_problem c in let m := min_width c in
  let s := C.E.evaluation coarse P m (min_radius c) (min_centre c) in
  let g := gradient (G.E.intervals fine) P (G.E.point_evaluation fine P m (min_centre c)) in
  (minimum_arithmetic c ++
  [ ("gradient below its bound", G.gradient_test fine g (min_gradient_bound c));
    ("Hessian factored over the box",
       C.curvature_test coarse P m (hessian (C.E.intervals coarse) P s) (min_shift c) (min_factor c) (min_factor_error c));
    ("loss above its bound over the box",
       C.E.strictly_below coarse (C.E.of_rational coarse (min_loss_above c)) (loss (C.E.intervals coarse) P s));
    ("better point below its bound",
       match min_reference c with
       | BetterPoint theta bound =>
           G.E.strictly_below fine (loss (G.E.intervals fine) P (G.E.point_evaluation fine P m theta)) (G.E.of_rational fine bound)
       | _ => true
       end) ]).

Theorem minimum_sound c : accepted (minimum_report c) = true -> MinimumVerdict c.
Proof.
  intros H. unfold minimum_report in H. cbv zeta in H. apply accepted_app in H as [HA H].
  apply minimum_from_facts; [exact HA|..]; split_report H;
    unfold minimum_arithmetic in HA; split_report HA;
    set (P := min_problem c) in *; set (m := min_width c) in *;
    apply Nat.eqb_eq in T4; apply Qltb_lt in T5; rewrite Q2R_zero in T5;
    apply andb_prop in T6 as [He Hf]; apply Qle_bool_le in He, Hf; rewrite Q2R_zero in He, Hf.
  - eapply (G.gradient_test_sound fine P m); eauto.
    apply G.E.gradient_encloses. now apply G.E.point_evaluation_encloses.
  - unfold min_curvature. rewrite Q2R_minus. eapply (C.curvature_test_sound coarse P m); eauto.
    intros q Hq. apply C.E.hessian_encloses. now apply C.E.evaluation_encloses.
  - intros q Hq. rewrite <- (loss_real P m T3).
    eapply C.E.strictly_below_correct; [apply C.E.ct_rational| |exact T1].
    apply C.E.loss_encloses. now apply C.E.evaluation_encloses.
  - destruct (min_reference c) as [theta|theta bound|]; trivial.
    apply andb_prop in T9 as [Ht _]. apply Nat.eqb_eq in Ht.
    unfold LossBelow. rewrite <- (loss_real P m T3).
    eapply G.E.strictly_below_correct; [|apply G.E.ct_rational|exact T2].
    apply G.E.loss_encloses. now apply G.E.point_evaluation_encloses.
Qed.

(* ** Isolated strict saddle *)
Definition shape_report (P : problem) (m : nat) (centre : list Q) : report :=
  [ ("problem well formed", well_formed P);
    ("centre has n coordinates", has_length centre (parameters P m)) ].

Definition existence_report (P : problem) (m : nat) (centre : list Q) (radius : Q) (x : existence)
    (H : list (list C.E.I.type)) : report :=
  let g := gradient (G.E.intervals fine) P (G.E.point_evaluation fine P m centre) in
  (existence_arithmetic x radius ++
  [ ("preconditioner and inverse are n by n",
       C.square_matrix P m (preconditioner x) && C.square_matrix P m (inverse x));
    ("newton step below its bound", G.step_test fine g (preconditioner x) (newton_step x));
    ("contraction over the box", C.contraction_test coarse P m H (preconditioner x) (contraction x));
    ("inverse of the preconditioner", C.inverse_test coarse P m (preconditioner x) (inverse x) (inverse_error x)) ]).

Lemma existence_facts P m centre radius x H :
  well_formed P = true -> List.length centre = parameters P m ->
  (forall q, within (parameters P m) (Q2R radius) (at_rational centre) q ->
     Forall2 (Forall2 C.E.ct) H (hessian reals P (evaluate reals P (network (dimension P) m 0 q)))) ->
  accepted (existence_report P m centre radius x H) = true ->
  accepted (existence_arithmetic x radius) = true /\
  StepBound P m (at_rational centre) (row_of (preconditioner x)) (Q2R (newton_step x)) /\
  Contraction P m (at_rational centre) (Q2R radius) (row_of (preconditioner x)) (Q2R (contraction x)) /\
  InverseBound (parameters P m) (row_of (preconditioner x)) (fun i l => row_of (inverse x) i l) (Q2R (inverse_error x)).
Proof.
  intros HP Hc HH HR. unfold existence_report in HR. cbv zeta in HR.
  apply accepted_app in HR as [HA HR]. split_report HR. apply andb_prop in T as [TC TJ].
  repeat split; auto.
  - eapply (G.step_test_sound fine P m); eauto.
    apply G.E.gradient_encloses. now apply G.E.point_evaluation_encloses.
  - eapply (C.contraction_test_sound coarse P m); eauto.
  - eapply (C.inverse_test_sound coarse P m); eauto.
Qed.

Definition saddle_report (c : saddle_certificate) : report :=
  let P := sad_problem c in let m := sad_width c in
  let H := hessian (C.E.intervals coarse) P (C.E.evaluation coarse P m (sad_radius c) (sad_centre c)) in
  (shape_report P m (sad_centre c) ++
   existence_report P m (sad_centre c) (sad_radius c) (sad_existence c) H ++
  [ ("direction has n coordinates", has_length (sad_direction c) (parameters P m));
    ("negative curvature over the box", C.negative_test coarse H (sad_direction c)) ]).

Theorem saddle_sound c : accepted (saddle_report c) = true -> SaddleVerdict c.
Proof.
  intros H. unfold saddle_report in H. cbv zeta in H.
  apply accepted_app in H as [HS H]. apply accepted_app in H as [HE H].
  unfold shape_report in HS. split_report HS. split_report H. apply Nat.eqb_eq in T0, T1.
  set (P := sad_problem c) in *. set (m := sad_width c) in *.
  assert (HH : forall q, within (parameters P m) (Q2R (sad_radius c)) (at_rational (sad_centre c)) q ->
    Forall2 (Forall2 C.E.ct) (hessian (C.E.intervals coarse) P (C.E.evaluation coarse P m (sad_radius c) (sad_centre c)))
      (hessian reals P (evaluate reals P (network (dimension P) m 0 q)))).
  { intros q Hq. apply C.E.hessian_encloses. now apply C.E.evaluation_encloses. }
  destruct (existence_facts P m _ _ _ _ T T0 HH HE) as (F1 & F2 & F3 & F4).
  apply saddle_from_facts; auto.
  eapply (C.negative_test_sound coarse P m); eauto.
Qed.

(* ** No critical point, no local minimum *)
Definition exclusion_report (c : exclusion_certificate) : report :=
  let P := exc_problem c in let m := exc_width c in
  let H := hessian (C.E.intervals coarse) P (C.E.evaluation coarse P m (exc_radius c) (exc_centre c)) in
  let g := gradient (G.E.intervals fine) P (G.E.point_evaluation fine P m (exc_centre c)) in
  (shape_report P m (exc_centre c) ++ exclusion_arithmetic c ++
  [ ("direction has n coordinates", has_length (exc_direction c) (parameters P m));
    ("slope above its bound", G.slope_test fine g (exc_direction c) (exc_slope c));
    ("variation of the slope below its bound", C.variation_test coarse H (exc_direction c) (exc_variation c)) ]).

Theorem exclusion_sound c : accepted (exclusion_report c) = true -> ExclusionVerdict c.
Proof.
  intros H. unfold exclusion_report in H. cbv zeta in H.
  apply accepted_app in H as [HS H]. apply accepted_app in H as [HA H].
  unfold shape_report in HS. split_report HS. split_report H. apply Nat.eqb_eq in T0, T1.
  set (P := exc_problem c) in *. set (m := exc_width c) in *.
  apply exclusion_from_facts; auto.
  - eapply (G.slope_test_sound fine P m); eauto.
    apply G.E.gradient_encloses. now apply G.E.point_evaluation_encloses.
  - eapply (C.variation_test_sound coarse P m); eauto.
    + intros q Hq. apply C.E.hessian_encloses. now apply C.E.evaluation_encloses.
    + unfold exclusion_arithmetic in HA. split_report HA. apply Qle_bool_le in T4. now rewrite Q2R_zero in T4.
Qed.

Definition no_minimum_report (c : no_minimum_certificate) : report :=
  let _ := fine_bits in   (* no gradient needed; same calling form as the others *)
  let P := nom_problem c in let m := nom_width c in
  let H := hessian (C.E.intervals coarse) P (C.E.evaluation coarse P m (nom_radius c) (nom_centre c)) in
  (shape_report P m (nom_centre c) ++
  [ ("direction has n coordinates", has_length (nom_direction c) (parameters P m));
    ("negative curvature over the box", C.negative_test coarse H (nom_direction c)) ]).

Theorem no_minimum_sound c : accepted (no_minimum_report c) = true -> NoMinimumVerdict c.
Proof.
  intros H. unfold no_minimum_report in H. cbv zeta in H. apply accepted_app in H as [HS H].
  unfold shape_report in HS. split_report HS. split_report H. apply Nat.eqb_eq in T0, T1.
  set (P := nom_problem c) in *. set (m := nom_width c) in *.
  apply no_minimum_from_facts. eapply (C.negative_test_sound coarse P m); eauto.
  intros q Hq. apply C.E.hessian_encloses. now apply C.E.evaluation_encloses.
Qed.
End Bits.
End Checker.
