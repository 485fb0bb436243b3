(* Isolated local minima: the certificate, and the theorem its tests give (Lemma 1, uniform form, with
   a better point for Lemma 2). *)
From Coq Require Import Reals Lra Lia ZArith List QArith Qreals String.
From Certify Require Import Specification Vector LocalMinimum Smooth SafranShamir QuadraticForm
  Calculus Program RealProgram Evidence GlobalMinimum.
Import ListNotations.
Open Scope R_scope.

(* What shows that the minimum is not global. *)
Inductive reference :=
  | ZeroLoss (theta : list Q)              (* a point whose loss is exactly 0, by algebra *)
  | BetterPoint (theta : list Q) (bound : Q) (* a point whose loss is below bound *)
  | NoReference.                            (* nothing is claimed about globality *)

Record minimum_certificate := IsolatedMinimum {
  min_problem : problem;
  min_width : nat;
  min_centre : list Q;           (* n = width * (dimension + 1) numbers *)
  min_radius : Q;                (* Euclidean radius of the ball *)
  min_gradient_bound : Q;        (* eps: |gradient at the centre| < eps *)
  min_shift : Q;                 (* mu *)
  min_factor : list (list Q);    (* columns l_k of a factor of H - mu I *)
  min_factor_error : Q;          (* e: |H - mu I - sum l_k l_k'|_F < e for every H over the box *)
  min_loss_above : Q;            (* a lower bound of the loss over the box *)
  min_reference : reference
}.

Definition min_curvature (c : minimum_certificate) : Q := (min_shift c - min_factor_error c)%Q.

Definition MinimumVerdict (c : minimum_certificate) : Prop :=
  let P := min_problem c in let m := min_width c in let n := parameters P m in
  let p := at_rational (min_centre c) in
  exists q,
    distance n q p <= Q2R (min_gradient_bound c) / Q2R (min_curvature c) /\
    Q2R (min_gradient_bound c) / Q2R (min_curvature c) < Q2R (min_radius c) /\
    strict_local_minimum P m q /\ critical_point P m q /\
    (forall q', distance n q' p <= Q2R (min_radius c) -> critical_point P m q' ->
       forall i, (i < n)%nat -> q' i = q i) /\
    Q2R (min_loss_above c) < Loss P m q /\
    (min_reference c <> NoReference -> ~ global_minimum P m q).

Definition minimum_arithmetic (c : minimum_certificate) : report :=
  [ ("problem well formed", well_formed (min_problem c));
    ("centre has n coordinates", Nat.eqb (List.length (min_centre c)) (parameters (min_problem c) (min_width c)));
    ("radius positive", Qltb 0 (min_radius c));
    ("bounds not negative", Qle_bool 0 (min_gradient_bound c) && Qle_bool 0 (min_factor_error c));
    ("curvature positive", Qltb 0 (min_curvature c));
    ("gradient bound below curvature times radius",
       Qltb (min_gradient_bound c) (min_curvature c * min_radius c));
    ("reference below loss",
       match min_reference c with
       | ZeroLoss theta => zero_loss (min_problem c) (min_width c) theta && Qle_bool 0 (min_loss_above c)
       | BetterPoint theta bound => Nat.eqb (List.length theta) (parameters (min_problem c) (min_width c))
                                    && Qle_bool bound (min_loss_above c)
       | NoReference => true
       end) ]%string.

Theorem minimum_from_facts c :
  let P := min_problem c in let m := min_width c in let p := at_rational (min_centre c) in
  accepted (minimum_arithmetic c) = true ->
  GradientBound P m p (Q2R (min_gradient_bound c)) ->
  CurvatureBound P m p (Q2R (min_radius c)) (Q2R (min_curvature c)) ->
  LossAbove P m p (Q2R (min_radius c)) (Q2R (min_loss_above c)) ->
  match min_reference c with
  | BetterPoint theta bound => LossBelow P m (at_rational theta) (Q2R bound)
  | _ => True
  end ->
  MinimumVerdict c.
Proof.
  intros P m p H HG HC HL HR. unfold accepted, minimum_arithmetic in H. cbn [forallb snd] in H.
  apply andb_prop in H as [_ H]. apply andb_prop in H as [_ H]. apply andb_prop in H as [Hr H].
  apply andb_prop in H as [Hb H]. apply andb_prop in H as [Hl H]. apply andb_prop in H as [Hlt H].
  apply andb_prop in H as [Href _]. apply andb_prop in Hb as [He _].
  apply Qltb_lt in Hr. apply Qltb_lt in Hl. apply Qltb_lt in Hlt. apply Qle_bool_le in He.
  rewrite Q2R_zero in Hr, Hl, He. rewrite Q2R_mult in Hlt.
  pose proof (Loss_smooth P m) as HF.
  destruct (lemma1_uniform _ _ _ _ p HF (Q2R (min_radius c)) (Q2R (min_gradient_bound c)) (Q2R (min_curvature c)))
    as (q & H1 & H2 & H3 & H4 & H5 & H6); auto.
  - intros q u Hq. apply HC. apply inball_within; [lra|assumption].
  - assert (Hin : inball (parameters P m) p (Q2R (min_radius c)) q) by (apply inball_norm; lra).
    exists q. unfold P, m, p in *. do 2 (split; [assumption|]). split; [|split; [|split; [|split]]].
    + destruct (cont_N2 (parameters P m) p q (Q2R (min_radius c) * Q2R (min_radius c) - N2 (parameters P m) (diff q p))) as (d & Hd & Hc).
      { rewrite <- norm_sq. pose proof (norm_nonneg (parameters P m) (diff q p)). unfold P, m, p in *. nra. }
      exists d. split; [assumption|]. intros q' Hq' Hne. apply H5; [|assumption].
      specialize (Hc q' Hq'). apply Rabs_def2 in Hc. unfold inball. unfold P, m, p in *. lra.
    + now apply critical_point_slope.
    + intros q' Hq' Hcrit. apply H6; [|now apply critical_point_slope].
      apply inball_norm; [lra|]. exact Hq'.
    + apply HL. apply inball_within; [lra|assumption].
    + assert (Hlo : Q2R (min_loss_above c) < Loss (min_problem c) (min_width c) q).
      { apply HL. apply inball_within; [lra|assumption]. }
      intros Hno. destruct (min_reference c) as [theta|theta bound|]; [| |congruence].
      * apply andb_prop in Href as [Hz Hle]. apply Qle_bool_le in Hle. rewrite Q2R_zero in Hle.
        apply (not_all_below _ _ _ (at_rational theta)). rewrite (zero_loss_sound _ _ _ Hz). lra.
      * apply andb_prop in Href as [_ Hle]. apply Qle_bool_le in Hle.
        apply (not_all_below _ _ _ (at_rational theta)). unfold LossBelow, P, m in HR. lra.
Qed.
