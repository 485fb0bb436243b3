(* The verified checker: for each kind of certificate a report (named tests) and the theorem that an
   accepted report proves the verdict.

   Coarse is the number format for Hessians and losses over a box, Fine the one for the gradient at
   the centre; both precisions are given in bits by the verdict file. *)
From Coq Require Import Reals Lra Lia ZArith List QArith Qreals String.
From Flocq Require Import Zaux.
From Interval Require Import Float.Sig.
From Certify Require Import Specification Statements Vector LocalMinimum Smooth SafranShamir QuadraticForm
  Calculus Inertia Program RealProgram Evidence Distances Enclosure Tests
  GlobalMinimum Existence Reference IsolatedPoint NoCriticalPoint.
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

(* ** Exactly one critical point in a box *)
Definition shape_report (P : problem) (m : nat) (centre : list Q) : report :=
  [ ("problem well formed", well_formed P);
    ("centre has n coordinates", has_length centre (parameters P m)) ].

(* g encloses the gradient at the centre, H the Hessian over the box. *)
Definition existence_report (P : problem) (m : nat) (radius : Q) (x : existence)
    (g : list G.E.I.type) (H : list (list C.E.I.type)) : report :=
  (existence_arithmetic x radius ++
  [ ("preconditioner and inverse are n by n",
       C.square_matrix P m (preconditioner x) && C.square_matrix P m (inverse x));
    ("newton step below its bound", G.step_test fine g (preconditioner x) (newton_step x));
    ("contraction over the box", C.contraction_test coarse P m H (preconditioner x) (contraction x));
    ("inverse of the preconditioner", C.inverse_test coarse P m (preconditioner x) (inverse x) (inverse_error x)) ]).

Lemma existence_facts P m centre radius x g H :
  well_formed P = true ->
  Forall2 G.E.ct g (gradient reals P (evaluate reals P (network (dimension P) m 0 (at_rational centre)))) ->
  (forall q, within (parameters P m) (Q2R radius) (at_rational centre) q ->
     Forall2 (Forall2 C.E.ct) H (hessian reals P (evaluate reals P (network (dimension P) m 0 q)))) ->
  accepted (existence_report P m radius x g H) = true ->
  accepted (existence_arithmetic x radius) = true /\
  StepBound P m (at_rational centre) (row_of (preconditioner x)) (Q2R (newton_step x)) /\
  Contraction P m (at_rational centre) (Q2R radius) (row_of (preconditioner x)) (Q2R (contraction x)) /\
  InverseBound (parameters P m) (row_of (preconditioner x)) (fun i l => row_of (inverse x) i l) (Q2R (inverse_error x)).
Proof.
  intros HP Hg HH HR. unfold existence_report in HR.
  apply accepted_app in HR as [HA HR]. split_report HR. apply andb_prop in T as [TC TJ].
  repeat split; auto.
  - eapply (G.step_test_sound fine P m); eauto.
  - eapply (C.contraction_test_sound coarse P m); eauto.
  - eapply (C.inverse_test_sound coarse P m); eauto.
Qed.

(* The gradient at the centre. *)
Lemma point_gradient P m centre : List.length centre = parameters P m ->
  Forall2 G.E.ct (gradient (G.E.intervals fine) P (G.E.point_evaluation fine P m centre))
    (gradient reals P (evaluate reals P (network (dimension P) m 0 (at_rational centre)))).
Proof. intros H. apply G.E.gradient_encloses. now apply G.E.point_evaluation_encloses. Qed.

(* The loss of a reference. *)
Definition reference_test (P : problem) (m : nat) (x : reference) : bool :=
  match x with
  | BetterPoint theta bound =>
      has_length theta (parameters P m) &&
      G.E.strictly_below fine (loss (G.E.intervals fine) P (G.E.point_evaluation fine P m theta)) (G.E.of_rational fine bound)
  | _ => true
  end.
Lemma reference_test_sound P m x : well_formed P = true -> reference_test P m x = true -> ReferenceBelow P m x.
Proof.
  intros HP H. destruct x as [theta|theta bound|]; try exact I. apply andb_prop in H as [Ht H]. apply Nat.eqb_eq in Ht.
  unfold ReferenceBelow, LossBelow. rewrite <- (loss_real P m HP).
  eapply G.E.strictly_below_correct; [|apply G.E.ct_rational|exact H].
  apply G.E.loss_encloses. now apply G.E.point_evaluation_encloses.
Qed.

(* ** Isolated critical point *)
Definition isolated_point_report (c : isolated_point_certificate) : report :=
  let P := iso_problem c in let m := iso_width c in let n := parameters P m in
  let H := hessian (C.E.intervals coarse) P (C.E.evaluation coarse P m (iso_radius c) (iso_centre c)) in
  let near := hessian (C.E.intervals coarse) P (C.E.evaluation coarse P m (iso_near c) (iso_centre c)) in
  let s := G.E.point_evaluation fine P m (iso_centre c) in
  let margin := loss_margin n (iso_hessian_norm c) (iso_half c) in
  (shape_report P m (iso_centre c) ++
   existence_report P m (iso_half c) (iso_existence c) (gradient (G.E.intervals fine) P s) near ++
   isolated_point_arithmetic c ++
  [ ("negative directions over the box", C.definite_test coarse false H (iso_negative c));
    ("positive directions over the box", C.definite_test coarse true H (iso_positive c));
    ("Hessian factored over the near box",
       C.curvature_test coarse P m near (iso_shift c) (iso_factor c) (iso_factor_error c));
    ("direction below the eigenvalue bound",
       C.below_test coarse near (iso_direction c) (iso_eigenvalue_high c * square_length (iso_direction c))%Q);
    ("largest eigenvalue factored over the near box",
       C.curvature_above_test coarse P m near (iso_largest_shift c) (iso_largest_factor c) (iso_largest_error c));
    ("direction above the largest eigenvalue bound",
       C.above_test coarse near (iso_largest_direction c) (iso_largest_low c * square_length (iso_largest_direction c))%Q);
    ("Hessian below its norm", C.norm_test coarse near (iso_hessian_norm c));
    ("loss between its bounds", G.loss_test fine (loss (G.E.intervals fine) P s) (iso_loss_low c + margin) (iso_loss_high c - margin));
    ("better point below its bound", reference_test P m (iso_reference c)) ]).

Theorem isolated_point_sound c : accepted (isolated_point_report c) = true -> IsolatedPointVerdict c.
Proof.
  intros H. unfold isolated_point_report in H. cbv zeta in H.
  apply accepted_app in H as [HS H]. apply accepted_app in H as [HE H]. apply accepted_app in H as [HA H].
  unfold shape_report in HS. split_report HS. split_report H. apply Nat.eqb_eq in T0.
  set (P := iso_problem c) in *. set (m := iso_width c) in *.
  assert (HH : forall r q, within (parameters P m) (Q2R r) (at_rational (iso_centre c)) q ->
    Forall2 (Forall2 C.E.ct) (hessian (C.E.intervals coarse) P (C.E.evaluation coarse P m r (iso_centre c)))
      (hessian reals P (evaluate reals P (network (dimension P) m 0 q)))).
  { intros r q Hq. apply C.E.hessian_encloses. now apply C.E.evaluation_encloses. }
  assert (E : 0 < Q2R (iso_half c)).
  { pose proof HE as K. unfold existence_report in K. apply accepted_app in K as [K _]. unfold existence_arithmetic in K.
    split_report K. apply Qltb_lt in T10. now rewrite Q2R_zero in T10. }
  assert (Half : Q2R (iso_half c) <= Q2R (iso_near c)).
  { unfold iso_half in *. rewrite Q2R_mult, Q2R_half in *. lra. }
  destruct (existence_facts P m _ (iso_half c) _ _ _ T (point_gradient P m _ T0)
    (fun q Hq => HH (iso_near c) q (within_mono _ _ _ _ _ Half Hq)) HE) as (F1 & F2 & F3 & F4).
  pose proof HA as HA'. unfold isolated_point_arithmetic in HA'. fold P m in HA'. split_report HA'.
  cbn [forallb] in T11. apply andb_prop in T11 as [Tv Tl]. apply andb_prop in Tl as [Tw Tl]. rewrite forallb_app in Tl.
  apply andb_prop in Tl as [Tn Tp]. apply Nat.eqb_eq in Tv, Tw.
  apply andb_prop in T15 as [Te Tk]. apply andb_prop in Te as [Te Tf].
  apply Qle_bool_le in Te. apply Qle_bool_le in Tf. apply Qle_bool_le in Tk. rewrite Q2R_zero in Te, Tf, Tk.
  apply isolated_point_from_facts; auto; fold P m.
  - exact (C.definite_test_sound coarse P m T _ _ _ (HH (iso_radius c)) false _ Tn T1).
  - exact (C.definite_test_sound coarse P m T _ _ _ (HH (iso_radius c)) true _ Tp T2).
  - rewrite Q2R_minus. exact (C.curvature_test_sound coarse P m T _ _ _ (HH (iso_near c)) _ _ _ Te T3).
  - exact (C.below_test_sound coarse P m T _ _ _ (HH (iso_near c)) _ _ Tv T4).
  - rewrite Q2R_plus. exact (C.curvature_above_test_sound coarse P m T _ _ _ (HH (iso_near c)) _ _ _ Tf T5).
  - exact (C.above_test_sound coarse P m T _ _ _ (HH (iso_near c)) _ _ Tw T6).
  - exact (C.norm_test_sound coarse P m T _ _ _ (HH (iso_near c)) _ Tk T7).
  - rewrite <- Q2R_plus, <- Q2R_minus. eapply (G.loss_test_sound fine P m T); [|exact T8].
    apply G.E.loss_encloses. now apply G.E.point_evaluation_encloses.
  - now apply reference_test_sound.
Qed.

(* ** No critical point, no local minimum *)
Definition exclusion_report (c : exclusion_certificate) : report :=
  let P := exc_problem c in let m := exc_width c in
  let H := hessian (C.E.intervals coarse) P (C.E.evaluation coarse P m (exc_radius c) (exc_centre c)) in
  let s := G.E.point_evaluation fine P m (exc_centre c) in
  let g := gradient (G.E.intervals fine) P s in
  (shape_report P m (exc_centre c) ++ exclusion_arithmetic c ++
  [ ("direction has n coordinates", has_length (exc_direction c) (parameters P m));
    ("slope above its bound", G.slope_test fine g (exc_direction c) (exc_slope c));
    ("variation of the slope below its bound", C.variation_test coarse H (exc_direction c) (exc_variation c));
    ("loss between its bounds", G.loss_test fine (loss (G.E.intervals fine) P s) (exc_loss_low c) (exc_loss_high c));
    ("gradient below its bound", G.gradient_test fine g (exc_gradient_high c)) ]).

Theorem exclusion_sound c : accepted (exclusion_report c) = true -> ExclusionVerdict c.
Proof.
  intros H. unfold exclusion_report in H. cbv zeta in H.
  apply accepted_app in H as [HS H]. apply accepted_app in H as [HA H].
  unfold shape_report in HS. split_report HS. split_report H. apply Nat.eqb_eq in T0, T1.
  set (P := exc_problem c) in *. set (m := exc_width c) in *.
  unfold exclusion_arithmetic in HA. pose proof HA as HA'. split_report HA'.
  apply andb_prop in T7 as [Tg Tv]. apply Qle_bool_le in Tg. apply Qle_bool_le in Tv. rewrite Q2R_zero in Tg, Tv.
  apply exclusion_from_facts; auto.
  - eapply (G.slope_test_sound fine P m); eauto. now apply point_gradient.
  - eapply (C.variation_test_sound coarse P m); eauto.
    intros q Hq. apply C.E.hessian_encloses. now apply C.E.evaluation_encloses.
  - eapply (G.loss_test_sound fine P m); eauto. apply G.E.loss_encloses. now apply G.E.point_evaluation_encloses.
  - eapply (G.gradient_test_sound fine P m); eauto. now apply point_gradient.
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
