(* Euclidean distances: the triangle inequality, and boxes. *)
From Coq Require Import Reals Lra Lia List.
From Coquelicot Require Import Rcomplements.
From Certify Require Import Specification Vector QuadraticForm.
Open Scope R_scope.

Lemma Sum_product n (u v : vec) : Sum n (fun i => u i * v i) = dot (coordinates 0 n u) (coordinates 0 n v).
Proof.
  rewrite dot_coordinates. apply Sum_ext. intros i Hi. cbn [plus]. f_equal. unfold coordinates.
  rewrite (nth_indep _ 0 (u 0%nat)) by (rewrite map_length, seq_length; assumption).
  rewrite map_nth, seq_nth by assumption. reflexivity.
Qed.

Lemma norm_triangle n u v : norm n (fun i => u i + v i) <= norm n u + norm n v.
Proof.
  pose proof (norm_nonneg n u) as Hu. pose proof (norm_nonneg n v) as Hv.
  assert (E : N2 n (fun i => u i + v i) = N2 n u + 2 * Sum n (fun i => u i * v i) + N2 n v).
  { unfold N2. rewrite <- Sum_scal, <- !Sum_plus. apply Sum_ext. intros; ring. }
  assert (C : Sum n (fun i => u i * v i) <= norm n u * norm n v).
  { rewrite Sum_product. eapply Rle_trans; [apply RRle_abs|].
    eapply Rle_trans; [apply (dot_bound _ _ (norm n u)); [assumption|]|].
    - rewrite squares_N2, norm_sq. lra.
    - unfold norm at 2. rewrite squares_N2. apply Rle_refl. }
  unfold norm at 1. rewrite <- (sqrt_square (norm n u + norm n v)) by lra.
  apply sqrt_le_1_alt. rewrite E, <- !norm_sq. nra.
Qed.

Lemma distance_triangle n p q r : distance n p r <= distance n p q + distance n q r.
Proof.
  change (norm n (diff p r) <= norm n (diff p q) + norm n (diff q r)).
  eapply Rle_trans; [|apply norm_triangle]. right. unfold norm. f_equal. apply N2_ext. intros i _. unfold diff. ring.
Qed.

Lemma Sum_constant n c : Sum n (fun _ => c) = INR n * c.
Proof. induction n as [|n IH]; [simpl; ring|]. rewrite S_INR. cbn [Sum]. rewrite IH. ring. Qed.

Lemma within_squares n r p q : 0 <= r -> within n r p q -> N2 n (diff p q) <= INR n * (r * r).
Proof.
  intros Hr H. rewrite <- Sum_constant. apply Sum_le. intros i Hi. unfold diff.
  specialize (H i Hi). apply Rabs_le_between in H. nra.
Qed.

Lemma within_distance n r p q : 0 <= r -> within n r p q -> distance n p q <= INR n * r.
Proof.
  intros Hr H. change (norm n (diff p q) <= INR n * r). pose proof (pos_INR n) as Hn.
  rewrite <- (sqrt_square (INR n * r)) by (now apply Rmult_le_pos).
  apply sqrt_le_1_alt. eapply Rle_trans; [exact (within_squares n r p q Hr H)|].
  destruct n as [|n]; [simpl; lra|]. assert (1 <= INR (S n)) by (rewrite S_INR; pose proof (pos_INR n); lra).
  assert (0 <= r * r) by (apply Rle_0_sqr). nra.
Qed.
