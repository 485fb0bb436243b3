(* Functions of n variables that are twice differentiable along lines, and the one-dimensional
   facts used about them.  D q u is the first and D2 q u the second derivative of
   t -> F (q + t u) at t = 0; no other notion of derivative is needed. *)
From Coq Require Import Reals Lra Lia Arith.
From Coquelicot Require Import Coquelicot.
From Certify Require Import Specification Vector LocalMinimum.
Open Scope R_scope.

Record smooth (n : nat) (F : vec -> R) (D D2 : vec -> vec -> R) : Prop := {
  F_ext : forall q q', (forall i, (i < n)%nat -> q i = q' i) -> F q = F q';
  D_ext : forall q q' u, (forall i, (i < n)%nat -> q i = q' i) -> D q u = D q' u;
  F_cont : forall q, cont_at n F q;
  F_D : forall q u t, is_derive (fun t => F (move q t u)) t (D (move q t u) u);
  D_D2 : forall q u t, is_derive (fun t => D (move q t u) u) t (D2 (move q t u) u)
}.

(* The mean value theorem. *)
Lemma MVT_is f f' a b : a < b -> (forall t, a <= t <= b -> is_derive f t (f' t)) ->
  exists c, a < c < b /\ f b - f a = f' c * (b - a).
Proof.
  intros Hab H. destruct (MVT_cor2 f f' a b Hab) as (c & Hc & Hc').
  - intros c Hc. apply is_derive_Reals. now apply H.
  - exists c. split; [exact Hc'|exact Hc].
Qed.

(* A derivative bounded below by c grows the function by at least c (b - a). *)
Lemma growth f f' c a b : a <= b ->
  (forall t, a <= t <= b -> is_derive f t (f' t)) ->
  (forall t, a <= t <= b -> c <= f' t) -> f a + c * (b - a) <= f b.
Proof.
  intros Hab H H2. destruct (Req_dec a b) as [->|Hn]; [lra|].
  destruct (MVT_is f f' a b) as (x & Hx & E); [lra|exact H|].
  specialize (H2 x ltac:(lra)). nra.
Qed.

Lemma move_0 q u i : move q 0 u i = q i. Proof. unfold move. ring. Qed.
Lemma move_1 q q' i : move q 1 (diff q' q) i = q' i. Proof. unfold move, diff. ring. Qed.

Section Lines.
Variables (n : nat) (F : vec -> R) (D D2 : vec -> vec -> R).
Hypothesis HF : smooth n F D D2.

(* Curvature at least c on the segment from q to q': the slope grows by c. *)
Lemma slope_growth q q' c : let u := diff q' q in
  (forall t, 0 <= t <= 1 -> c <= D2 (move q t u) u) -> D q u + c <= D q' u.
Proof.
  intros u H.
  rewrite <- (D_ext _ _ _ _ HF (move q 0 u) q) by (intros; apply move_0).
  rewrite <- (D_ext _ _ _ _ HF (move q 1 u) q') by (intros; apply move_1).
  replace c with (c * (1 - 0)) by ring.
  apply (growth (fun t => D (move q t u) u) (fun t => D2 (move q t u) u)); auto; [lra|].
  intros t _. apply (D_D2 _ _ _ _ HF).
Qed.

(* Second-order lower bound: F q' >= F q + D q u + c/2. *)
Lemma quadratic_growth q q' c : let u := diff q' q in
  (forall t, 0 <= t <= 1 -> c <= D2 (move q t u) u) -> F q + D q u + c / 2 <= F q'.
Proof.
  intros u H.
  rewrite <- (F_ext _ _ _ _ HF (move q 1 u) q') by (intros; apply move_1).
  rewrite <- (F_ext _ _ _ _ HF (move q 0 u) q) by (intros; apply move_0).
  assert (G : forall t, 0 <= t <= 1 -> D q u + c * t <= D (move q t u) u).
  { intros t Ht.
    rewrite <- (D_ext _ _ _ _ HF (move q 0 u) q) by (intros; apply move_0).
    replace (c * t) with (c * (t - 0)) by ring.
    apply (growth (fun t => D (move q t u) u) (fun t => D2 (move q t u) u)); [lra| |].
    - intros s _. apply (D_D2 _ _ _ _ HF).
    - intros s Hs. apply H. lra. }
  assert (K : F (move q 0 u) - D q u * 0 - c * 0 * 0 / 2 + 0 * (1 - 0)
              <= F (move q 1 u) - D q u * 1 - c * 1 * 1 / 2); [|lra].
  apply (growth (fun t => F (move q t u) - D q u * t - c * t * t / 2)
                (fun t => D (move q t u) u - D q u - c * t)); [lra| |].
  - intros t _.
    apply (is_derive_minus (fun t => F (move q t u) - D q u * t) (fun t => c * t * t / 2) t
             (D (move q t u) u - D q u) (c * t)).
    + apply (is_derive_minus (fun t => F (move q t u)) (fun t => D q u * t) t _ (D q u)).
      * apply (F_D _ _ _ _ HF).
      * auto_derive; [trivial|ring].
    + auto_derive; [trivial|field].
  - intros t Ht. specialize (G t Ht). lra.
Qed.

(* At a minimiser over a ball the derivative in the outward radial direction is not positive. *)
Lemma radial_slope p r q : inball n p r q -> (forall q', inball n p r q' -> F q <= F q') ->
  D q (diff q p) <= 0.
Proof.
  intros Hq Hmin. set (u := diff q p).
  rewrite <- (D_ext _ _ _ _ HF (move p 1 u) q) by (intros; apply move_1).
  apply Rnot_lt_le. intros Hpos. set (s := D (move p 1 u) u) in *.
  pose proof (F_D _ _ _ _ HF p u 1) as C. apply is_derive_Reals in C. fold s in C.
  destruct (C (s / 2) ltac:(lra)) as (d & Hd).
  set (h := Rmin (1/2) (d/2)).
  assert (Hh : 0 < h <= 1/2 /\ h < d).
  { pose proof (cond_pos d). split; [split; [apply Rmin_pos; lra|apply Rmin_l]|].
    apply Rle_lt_trans with (d/2); [apply Rmin_r|lra]. }
  assert (Hlt := Hd (- h) ltac:(lra) ltac:(rewrite Rabs_Ropp, Rabs_pos_eq; lra)).
  apply Rabs_def2 in Hlt. destruct Hlt as [_ Hlt].
  rewrite (F_ext _ _ _ _ HF (move p 1 u) q) in Hlt by (intros; apply move_1).
  assert (Hle : F q <= F (move p (1 + - h) u)).
  { apply Hmin. apply segment_in_ball; auto using inball_centre. lra. }
  assert (0 <= (F (move p (1 + - h) u) - F q) / h).
  { apply Rmult_le_pos; [lra|]. left. apply Rinv_0_lt_compat. lra. }
  replace ((F (move p (1 + - h) u) - F q) / (- h)) with
    (- ((F (move p (1 + - h) u) - F q) / h)) in Hlt by (field; lra). lra.
Qed.
End Lines.
