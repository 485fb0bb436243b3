(* A function near a critical point: the value differs by at most half the curvature times the square of the distance. *)
From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From Certify Require Import Specification Vector LocalMinimum Smooth SafranShamir.
Open Scope R_scope.

Section Taylor.
Variables (n : nat) (F : vec -> R) (D D2 : vec -> vec -> R).
Hypothesis HF : smooth n F D D2.

Lemma smooth_opposite : smooth n (fun q => -1 * F q) (fun q u => -1 * D q u) (fun q u => -1 * D2 q u).
Proof.
  constructor.
  - intros q q' H. now rewrite (F_ext _ _ _ _ HF q q' H).
  - intros q q' u H. now rewrite (D_ext _ _ _ _ HF q q' u H).
  - intros q. apply cont_mult; [apply cont_const|apply (F_cont _ _ _ _ HF)].
  - intros q u t. apply (is_derive_scal (fun t => F (move q t u)) t (-1)). apply (F_D _ _ _ _ HF).
  - intros q u t. apply (is_derive_scal (fun t => D (move q t u) u) t (-1)). apply (D_D2 _ _ _ _ HF).
Qed.

(* q critical, curvatures at most K |u|^2 on the segment from q to p. *)
Theorem value_near_critical_point p q K : critical D q ->
  (forall t u, 0 <= t <= 1 -> Rabs (D2 (move q t (diff p q)) u) <= K * N2 n u) ->
  Rabs (F p - F q) <= K * N2 n (diff p q) / 2.
Proof.
  intros Hq HK. set (u := diff p q). set (c := K * N2 n u).
  assert (B : forall t, 0 <= t <= 1 -> - c <= D2 (move q t u) u <= c).
  { intros t Ht. specialize (HK t u Ht). apply Rabs_le_between in HK. exact HK. }
  pose proof (quadratic_growth n F D D2 HF q p (- c)) as Low.
  pose proof (quadratic_growth n _ _ _ smooth_opposite q p (- c)) as High.
  cbv beta zeta in Low, High. fold u in Low, High. rewrite (Hq u) in Low, High.
  assert (L : F q + 0 + - c / 2 <= F p) by (apply Low; intros t Ht; apply B; assumption).
  assert (H : -1 * F q + -1 * 0 + - c / 2 <= -1 * F p) by (apply High; intros t Ht; specialize (B t Ht); lra).
  apply Rabs_le. unfold c in *. lra.
Qed.
End Taylor.
