(* Balls that hold no critical point, and boxes that hold no local minimum. *)
From Coq Require Import Reals Lra Lia ZArith List QArith Qreals String.
From Certify Require Import Specification Statements Vector LocalMinimum Smooth SafranShamir CriticalPoints QuadraticForm
  Calculus Program RealProgram Evidence.
Import ListNotations.
Open Scope R_scope.

Record exclusion_certificate := NoCriticalPoint {
  exc_problem : problem;
  exc_width : nat;
  exc_centre : list Q;
  exc_radius : Q;           (* of the ball; the Hessian is enclosed over the box of that half side *)
  exc_direction : list Q;   (* v *)
  exc_slope : Q;            (* |v . gradient| at the centre is above this *)
  exc_variation : Q;        (* |H v| over the box is below this *)
  exc_loss_low : Q;         (* of the loss at the centre *)
  exc_loss_high : Q;
  exc_gradient_high : Q     (* of the norm of the gradient at the centre *)
}.

Definition ExclusionVerdict (c : exclusion_certificate) : Prop :=
  no_critical_point (exc_problem c) (exc_width c) (exc_centre c) (exc_radius c) (exc_loss_low c) (exc_loss_high c)
    (exc_gradient_high c).

Definition exclusion_arithmetic (c : exclusion_certificate) : report :=
  [ ("radius not negative", Qle_bool 0 (exc_radius c));
    ("bounds not negative", Qle_bool 0 (exc_gradient_high c) && Qle_bool 0 (exc_variation c));
    ("variation times radius at most slope", Qle_bool (exc_variation c * exc_radius c) (exc_slope c)) ]%string.

Theorem exclusion_from_facts c :
  let P := exc_problem c in let m := exc_width c in let p := at_rational (exc_centre c) in
  let v := at_rational (exc_direction c) in
  accepted (exclusion_arithmetic c) = true ->
  SlopeAbove P m p v (Q2R (exc_slope c)) ->
  VariationBound P m p (Q2R (exc_radius c)) v (Q2R (exc_variation c)) ->
  LossBetween P m p (Q2R (exc_loss_low c)) (Q2R (exc_loss_high c)) ->
  GradientBound P m p (Q2R (exc_gradient_high c)) ->
  ExclusionVerdict c.
Proof.
  intros P m p v H HS HV HL HG. split; [|split; [exact HL|exact (gradient_at_most_bound P m p _ HG)]].
  intros q Hq Hc. unfold accepted, exclusion_arithmetic in H. cbn [forallb snd] in H.
  apply andb_prop in H as [Hr H]. apply andb_prop in H as [Hb H]. apply andb_prop in H as [Hd _]. apply andb_prop in Hb as [_ Hb].
  apply Qle_bool_le in Hr. apply Qle_bool_le in Hb. apply Qle_bool_le in Hd. rewrite Q2R_mult in Hd. rewrite Q2R_zero in Hr, Hb.
  apply critical_point_slope in Hc.
  assert (Hin : inball (parameters P m) p (Q2R (exc_radius c)) q).
  { apply inball_norm; [exact Hr|]. eapply Rle_trans; [|exact Hq]. right. unfold norm, distance. f_equal. apply Sum_ext.
    intros i _. unfold diff, p. ring. }
  refine (no_critical_point_direction _ _ _ _ p (Loss_smooth P m) (Q2R (exc_radius c)) v
    (Q2R (exc_slope c)) (Q2R (exc_variation c)) (fun q u => Curvature P m q u v) _ Hr HS Hd _ q Hin (Hc v)).
  - intros. apply Slope_curvature.
  - intros q1 q2 H1 H2. eapply Rle_trans; [apply (HV q1); now apply inball_within|].
    apply Rmult_le_compat_l; [exact Hb|]. now apply (proj1 (inball_norm _ p _ q2 Hr)).
Qed.

Record no_minimum_certificate := NoMinimum {
  nom_problem : problem;
  nom_width : nat;
  nom_centre : list Q;
  nom_radius : Q;
  nom_direction : list Q   (* v with v' H v < 0 over the box *)
}.

Definition NoMinimumVerdict (c : no_minimum_certificate) : Prop :=
  no_minimum_in_box (nom_problem c) (nom_width c) (nom_centre c) (nom_radius c).

Theorem no_minimum_from_facts c :
  NegativeAlong (nom_problem c) (nom_width c) (at_rational (nom_centre c)) (Q2R (nom_radius c)) (at_rational (nom_direction c)) ->
  NoMinimumVerdict c.
Proof.
  intros HN q Hq.
  apply (no_local_minimum _ _ _ _ (Loss_smooth (nom_problem c) (nom_width c)) q (at_rational (nom_direction c))).
  now apply HN.
Qed.
