(* The tests of the checker and the fact about the loss that each of them proves (Evidence.v). *)
From Coq Require Import Reals Lra Lia ZArith List QArith Qreals.
From Coquelicot Require Import Rcomplements.
From Flocq Require Import Zaux.
From Interval Require Import Float.Sig Interval.Float_full Interval.Interval Real.Xreal.
From Certify Require Import Specification Statements Vector LocalMinimum Smooth SafranShamir Krawczyk QuadraticForm
  Calculus Lift Inertia Program RealProgram Evidence Enclosure.
Import ListNotations.
Open Scope R_scope.

Module Tests (F : FloatOps with Definition radix := radix2 with Definition sensible_format := true).
Module E := Enclosure F.
Export E.

Section Precision.
Variable prec : F.precision.
Notation ct := E.ct.
Notation relL := (Forall2 ct).
Notation relM := (Forall2 (Forall2 ct)).
Notation intervals := (E.intervals prec).
Notation of_rational := (E.of_rational prec).
Notation vector := (E.vector prec).
Notation strictly_below := (E.strictly_below prec).

Section OnProblem.
Variables (P : problem) (m : nat).
Notation n := (parameters P m).
Notation net := (network (dimension P) m 0).

(* * Tests on the gradient at the centre *)
Definition unit_row (i k : nat) : list I.type :=
  map (fun j => if Nat.eqb i j then I.fromZ prec 1 else I.fromZ prec 0) (seq 0 k).
Definition sum_of_abs (l : list I.type) : I.type := fold_right (fun x acc => I.add prec (I.abs x) acc) (I.fromZ prec 0) l.

(* |grad|^2 < eps^2 *)
Definition gradient_test (g : list I.type) (eps : Q) : bool :=
  strictly_below (sum_of_squares intervals g) (of_rational (eps * eps)).
(* |row . grad| < bound for every row of C *)
Definition step_test (g : list I.type) (C : list (list Q)) (bound : Q) : bool :=
  forallb (fun row => strictly_below (I.abs (tdot intervals g (vector row))) (of_rational bound)) C.
(* |v . grad| > bound *)
Definition slope_test (g : list I.type) (v : list Q) (bound : Q) : bool :=
  let s := tdot intervals g (vector v) in
  (strictly_below (of_rational bound) s || strictly_below (of_rational bound) (I.neg s))%bool.

(* * Tests on the Hessian over a box *)
(* Frobenius norm of H - mu I - sum l l' below e *)
Definition curvature_test (H : list (list I.type)) (mu : Q) (factor : list (list Q)) (e : Q) : bool :=
  let S := shifted_squares intervals (of_rational mu) (map vector factor) n in
  strictly_below (frobenius_square intervals (madd intervals H (map (map I.neg) S))) (of_rational (e * e)).
(* v' H v < bound *)
Definition below_test (H : list (list I.type)) (v : list Q) (bound : Q) : bool :=
  strictly_below (tdot intervals (apply_matrix intervals H (vector v)) (vector v)) (of_rational bound).
(* v' H v < 0 *)
Definition negative_test (H : list (list I.type)) (v : list Q) : bool := below_test H v 0.
(* Frobenius norm of H below e *)
Definition norm_test (H : list (list I.type)) (e : Q) : bool :=
  strictly_below (frobenius_square intervals H) (of_rational (e * e)).
(* The Gram matrix V'HV of the directions (upper triangle), times 1 or -1 *)
Fixpoint gram_intervals (positive : bool) (H : list (list I.type)) (l : list (list Q)) : list (list I.type) :=
  match l with
  | [] => []
  | v :: l' => let Hv := apply_matrix intervals H (vector v) in
      map (fun w => let x := tdot intervals Hv (vector w) in if positive then x else I.neg x) (v :: l')
      :: gram_intervals positive H l'
  end.
(* It differs from the identity by less than 9/10 in the Frobenius norm. *)
Definition definite_test (positive : bool) (H : list (list I.type)) (l : list (list Q)) : bool :=
  strictly_below
    (frobenius_square intervals (madd intervals (gram_intervals positive H l)
       (map (map I.neg) (shifted_squares intervals (of_rational 1) [] (length l)))))
    (of_rational (81 # 100)).
(* Frobenius norm of nu I - H - sum l l' below e *)
Definition opposite (H : list (list I.type)) : list (list I.type) := map (map I.neg) H.
Definition curvature_above_test (H : list (list I.type)) (nu : Q) (factor : list (list Q)) (e : Q) : bool :=
  curvature_test (opposite H) (- nu) factor e.
(* low < v' H v *)
Definition above_test (H : list (list I.type)) (v : list Q) (low : Q) : bool :=
  strictly_below (of_rational low) (tdot intervals (apply_matrix intervals H (vector v)) (vector v)).
(* low < loss < high *)
Definition loss_test (loss : I.type) (low high : Q) : bool :=
  (strictly_below (of_rational low) loss && strictly_below loss (of_rational high))%bool.
(* row sums of |I - C H| below k *)
Definition contraction_test (H : list (list I.type)) (C : list (list Q)) (k : Q) : bool :=
  forallb (fun ir => strictly_below
      (sum_of_abs (ladd intervals (unit_row (fst ir) n) (map I.neg (apply_matrix intervals H (vector (snd ir))))))
      (of_rational k)) (combine (seq 0 n) C).
(* |H v|^2 below bound^2 *)
Definition variation_test (H : list (list I.type)) (v : list Q) (bound : Q) : bool :=
  strictly_below (sum_of_squares intervals (apply_matrix intervals H (vector v))) (of_rational (bound * bound)).
(* row sums of |I - J C| below k *)
Definition row_times (row : list Q) (C : list (list I.type)) : list I.type :=
  fold_right (fun jc acc => ladd intervals (scale intervals (of_rational (fst jc)) (snd jc)) acc)
    (map (fun _ => I.fromZ prec 0) (seq 0 n)) (combine row C).
Definition inverse_test (C J : list (list Q)) (k : Q) : bool :=
  let Ci := map vector C in
  forallb (fun ij => strictly_below
      (sum_of_abs (ladd intervals (unit_row (fst ij) n) (map I.neg (row_times (snd ij) Ci))))
      (of_rational k)) (combine (seq 0 n) J).
(* n rows of n numbers *)
Definition square_matrix (C : list (list Q)) : bool :=
  (Nat.eqb (length C) n && forallb (fun row => Nat.eqb (length row) n) C)%bool.

(* * Soundness *)
Hypothesis HP : well_formed P = true.
Notation gradient_at p := (gradient reals P (evaluate reals P (net p))).

Lemma Q2R_square e : Q2R (e * e) = Q2R e * Q2R e. Proof. apply Q2R_mult. Qed.

Theorem gradient_test_sound g p eps : 0 <= Q2R eps -> relL g (gradient_at p) ->
  gradient_test g eps = true -> GradientBound P m p (Q2R eps).
Proof.
  intros He Hg H u. rewrite <- (gradient_real P m HP). unfold norm. rewrite <- squares_N2.
  apply dot_bound; [assumption|]. left. rewrite <- Q2R_square, <- sum_of_squares_real.
  eapply strictly_below_correct; [|apply ct_rational|exact H].
  apply (p_sum_of_squares intervals reals ct); try arithmetic_facts. assumption.
Qed.

Lemma square_matrix_length C : square_matrix C = true -> length C = n.
Proof. intros H. apply andb_prop in H as [H _]. now apply Nat.eqb_eq. Qed.
Lemma square_matrix_row C i : square_matrix C = true -> (i < n)%nat -> length (nth i C []) = n.
Proof.
  intros H Hi. pose proof (square_matrix_length C H) as HC. apply andb_prop in H as [_ H].
  rewrite forallb_forall in H. apply Nat.eqb_eq, H, nth_In. lia.
Qed.

Lemma dot_enclosure g g' v : length v = n -> relL g g' ->
  ct (tdot intervals g (vector v)) (dot g' (coordinates 0 n (at_rational v))).
Proof.
  intros Hv Hg. rewrite <- tdot_real. apply (p_dot intervals reals ct); try arithmetic_facts; auto using ct_vector.
Qed.

Theorem step_test_sound g p C bound : square_matrix C = true -> relL g (gradient_at p) ->
  step_test g C bound = true -> StepBound P m p (row_of C) (Q2R bound).
Proof.
  intros HC Hg H i Hi. unfold step_test in H. rewrite forallb_forall in H.
  specialize (H (nth i C []) ltac:(apply nth_In; rewrite (square_matrix_length C HC); exact Hi)).
  left. eapply strictly_below_correct; [|apply ct_rational|exact H]. apply ct_abs.
  rewrite <- (gradient_real P m HP). apply dot_enclosure; auto using square_matrix_row.
Qed.

Theorem slope_test_sound g p v bound : length v = n -> relL g (gradient_at p) ->
  slope_test g v bound = true -> SlopeAbove P m p (at_rational v) (Q2R bound).
Proof.
  intros Hv Hg H. unfold SlopeAbove. rewrite <- (gradient_real P m HP).
  pose proof (dot_enclosure g _ v Hv Hg) as Hd. set (s := dot _ _) in *.
  unfold slope_test in H. apply Bool.orb_prop in H as [H|H].
  - apply (strictly_below_correct _ _ _ _ _ (ct_rational prec bound) Hd) in H.
    eapply Rlt_le_trans; [exact H|apply RRle_abs].
  - apply (strictly_below_correct _ _ _ _ _ (ct_rational prec bound) (ct_neg _ _ Hd)) in H.
    eapply Rlt_le_trans; [exact H|]. rewrite <- Rabs_Ropp. apply RRle_abs.
Qed.

Theorem loss_test_sound l p low high : ct l (loss reals P (evaluate reals P (net p))) ->
  loss_test l low high = true -> LossBetween P m p (Q2R low) (Q2R high).
Proof.
  intros Hl H. unfold loss_test in H. apply andb_prop in H as [H1 H2]. unfold LossBetween. rewrite <- (loss_real P m HP).
  split; [apply (strictly_below_correct _ _ _ _ _ (ct_rational prec low) Hl H1)|].
  apply (strictly_below_correct _ _ _ _ _ Hl (ct_rational prec high) H2).
Qed.

(* A matrix that differs from mu I + sum l l' by less than e in the Frobenius norm. *)
Lemma bilinear_opp M u : bilinear (map (map Ropp) M) u u = - bilinear M u u.
Proof.
  revert u. induction M as [|row M IH]; intros [|x u]; simpl; try ring. rewrite IH.
  destruct row as [|d o]; simpl; [ring|]. rewrite dot_opp. ring.
Qed.
Theorem factored_matrix H A mu factor e u : 0 <= Q2R e -> relM H A -> (length u <= n)%nat ->
  curvature_test H mu factor e = true -> (Q2R mu - Q2R e) * squares u <= bilinear A u u.
Proof.
  intros He HH Hu HT.
  set (S := shifted_squares reals (Q2R mu) (map (map Q2R) factor) n).
  assert (B : frobenius2 (madd reals A (map (map Ropp) S)) <= Q2R e * Q2R e).
  { left. rewrite <- Q2R_square, <- frobenius_real.
    eapply strictly_below_correct; [|apply ct_rational|exact HT].
    apply (p_frobenius intervals reals ct); try arithmetic_facts.
    apply (p_madd intervals reals ct); try arithmetic_facts; [exact HH|].
    eapply (p_map (Forall2 ct) (Forall2 ct)).
    - intros a a' Ha. eapply (p_map ct ct); [|exact Ha]. intros x x' Hx. now apply ct_neg.
    - apply (p_shifted_squares intervals reals ct); try arithmetic_facts. apply ct_vectors. }
  apply bilinear_bound with (u := u) in B; [|assumption]. rewrite bilinear_add, bilinear_opp in B.
  pose proof (shifted_squares_bound (Q2R mu) (map (map Q2R) factor) n u Hu) as K. fold S in K.
  apply Rabs_le_between in B. lra.
Qed.

Section OnBox.
Variables (r : R) (p : nat -> R) (H : list (list I.type)).
Hypothesis HH : forall q, within n r p q -> relM H (hessian reals P (evaluate reals P (net q))).

Theorem curvature_test_sound mu factor e : 0 <= Q2R e ->
  curvature_test H mu factor e = true -> CurvatureBound P m p r (Q2R mu - Q2R e).
Proof.
  intros He HT q u Hq. rewrite <- (hessian_real P m HP), <- squares_N2.
  apply (factored_matrix H _ mu factor e); auto. now rewrite coordinates_length.
Qed.

Lemma row_enclosure v q : length v = n -> within n r p q ->
  relL (apply_matrix intervals H (vector v))
       (apply_matrix reals (hessian reals P (evaluate reals P (net q))) (coordinates 0 n (at_rational v))).
Proof.
  intros Hv Hq. apply (p_apply_matrix intervals reals ct); try arithmetic_facts; auto using ct_vector.
Qed.
Lemma row_real v q u : dot (apply_matrix reals (hessian reals P (evaluate reals P (net q))) (coordinates 0 n v)) (coordinates 0 n u)
  = Curvature P m q u v.
Proof. rewrite dot_apply_matrix, (hessian_real P m HP). apply Curvature_symmetric. Qed.

Lemma sum_of_abs_enclosure l l' : relL l l' -> ct (sum_of_abs l) (sum_abs l').
Proof. intros Hl. induction Hl; simpl; [apply ct_Z|]. apply ct_add; auto. now apply ct_abs. Qed.

Theorem below_test_sound v bound : length v = n -> below_test H v bound = true -> CurvatureBelow P m p r (at_rational v) (Q2R bound).
Proof.
  intros Hv HT q Hq. rewrite <- row_real.
  eapply strictly_below_correct; [|apply ct_rational|exact HT]. apply dot_enclosure; auto using row_enclosure.
Qed.
Theorem negative_test_sound v : length v = n -> negative_test H v = true -> NegativeAlong P m p r (at_rational v).
Proof. intros Hv HT q Hq. rewrite <- Q2R_zero. now apply (below_test_sound v 0 Hv HT). Qed.

Theorem curvature_above_test_sound nu factor e : 0 <= Q2R e ->
  curvature_above_test H nu factor e = true -> CurvatureAtMost P m p r (Q2R nu + Q2R e).
Proof.
  intros He HT q u Hq. rewrite <- (hessian_real P m HP), <- squares_N2.
  assert (K : (Q2R (- nu) - Q2R e) * squares (coordinates 0 n u)
    <= bilinear (map (map Ropp) (hessian reals P (evaluate reals P (net q)))) (coordinates 0 n u) (coordinates 0 n u)).
  { apply (factored_matrix (opposite H) _ (- nu) factor e); auto; [|now rewrite coordinates_length].
    eapply (p_map relL relL); [|exact (HH q Hq)].
    intros a a' Ha. eapply (p_map ct ct); [|exact Ha]. intros x x' Hx. now apply ct_neg. }
  rewrite bilinear_opp, Q2R_opp in K. lra.
Qed.
Theorem above_test_sound v bound : length v = n -> above_test H v bound = true -> CurvatureAbove P m p r (at_rational v) (Q2R bound).
Proof.
  intros Hv HT q Hq. rewrite <- row_real.
  eapply strictly_below_correct; [apply ct_rational| |exact HT]. apply dot_enclosure; auto using row_enclosure.
Qed.

Theorem norm_test_sound e : 0 <= Q2R e -> norm_test H e = true -> CurvatureNorm P m p r (Q2R e).
Proof.
  intros He HT q u Hq. rewrite <- (hessian_real P m HP), <- squares_N2.
  apply bilinear_bound; [assumption|]. left. rewrite <- Q2R_square, <- frobenius_real.
  eapply strictly_below_correct; [|apply ct_rational|exact HT].
  apply (p_frobenius intervals reals ct); try arithmetic_facts. now apply HH.
Qed.

(* A Gram matrix near the identity is positive definite. *)
Lemma gram_enclosure (positive : bool) l q : forallb (fun v => Nat.eqb (length v) n) l = true -> within n r p q ->
  relM (gram_intervals positive H l)
       (gram (fun u v => (if positive then 1 else -1) * Curvature P m q u v) (map at_rational l)).
Proof.
  intros Hl Hq. set (sign := if positive then 1 else -1).
  assert (one : forall v w, length v = n -> length w = n ->
    ct (let x := tdot intervals (apply_matrix intervals H (vector v)) (vector w) in if positive then x else I.neg x)
       (sign * Curvature P m q (at_rational v) (at_rational w))).
  { intros v w Hv Hw. cbv zeta.
    assert (E : ct (tdot intervals (apply_matrix intervals H (vector v)) (vector w)) (Curvature P m q (at_rational v) (at_rational w))).
    { rewrite Curvature_symmetric, <- row_real. apply dot_enclosure; auto using row_enclosure. }
    unfold sign. destruct positive; [now rewrite Rmult_1_l|].
    replace (-1 * Curvature P m q (at_rational v) (at_rational w)) with (- Curvature P m q (at_rational v) (at_rational w)) by ring.
    now apply ct_neg. }
  rewrite forallb_forall in Hl.
  assert (row : forall v k, length v = n -> (forall w, In w k -> length w = n) ->
    relL (map (fun w => let x := tdot intervals (apply_matrix intervals H (vector v)) (vector w) in if positive then x else I.neg x) k)
         (map (fun w => sign * Curvature P m q (at_rational v) w) (map at_rational k))).
  { intros v k Hv Hk. rewrite map_map. induction k as [|w k IH]; [constructor|].
    cbn [map]. constructor; [apply one; auto; apply Hk, in_eq|]. apply IH. intros x Hx. apply Hk. now right. }
  assert (len : forall v, In v l -> length v = n) by (intros v Hv; now apply Nat.eqb_eq, Hl). clear Hl one.
  induction l as [|v l IH]; [constructor|].
  change (map at_rational (v :: l)) with (at_rational v :: map at_rational l).
  cbn [gram_intervals gram]. constructor.
  - change (at_rational v :: map at_rational l) with (map at_rational (v :: l)). apply row; auto. apply len, in_eq.
  - apply IH. intros w Hw. apply len. now right.
Qed.

Theorem definite_test_sound (positive : bool) l : forallb (fun v => Nat.eqb (length v) n) l = true ->
  definite_test positive H l = true ->
  forall q, within n r p q -> definite (if positive then 1 else -1) P m q (map at_rational l).
Proof.
  intros Hl HT q Hq c Hc Hx. set (sign := if positive then 1 else -1).
  pose proof (gram_enclosure positive l q Hl Hq) as G. fold sign in G.
  set (K := fun u v => sign * Curvature P m q u v) in G. set (A := gram K (map at_rational l)) in G.
  set (u := combination c (map at_rational l)).
  exists (Curvature P m q u u). split; [now apply second_derivative_curvature|].
  assert (EA : bilinear A c c = sign * Curvature P m q u u).
  { unfold u. rewrite <- (gram_curvature P m q c _ Hc). unfold A. clear -Hc. revert c Hc.
    generalize (map at_rational l) as k. intros k. induction k as [|v k IH]; intros [|y c] Hc; try discriminate; [simpl; ring|].
    assert (D : forall w (t : list (nat -> R)) (z : list R), dot (map (K w) t) z = sign * dot (map (Curvature P m q w) t) z).
    { clear. intros w t. induction t as [|x t IH]; intros [|y z]; simpl; try ring. rewrite IH. unfold K. ring. }
    cbn [map gram bilinear]. rewrite IH by (simpl in Hc; congruence). rewrite !D. unfold K at 1. ring. }
  rewrite <- EA. set (k := length l). set (S1 := shifted_squares reals 1 [] k).
  assert (B : frobenius2 (madd reals A (map (map Ropp) S1)) <= 9 / 10 * (9 / 10)).
  { left. rewrite <- frobenius_real. replace (9 / 10 * (9 / 10)) with (Q2R (81 # 100)) by (unfold Q2R; simpl; lra).
    eapply strictly_below_correct; [|apply ct_rational|exact HT].
    apply (p_frobenius intervals reals ct); try arithmetic_facts.
    apply (p_madd intervals reals ct); try arithmetic_facts; [exact G|].
    eapply (p_map relL relL).
    - intros a a' Ha. eapply (p_map ct ct); [|exact Ha]. intros y y' Hy. now apply ct_neg.
    - apply (p_shifted_squares intervals reals ct); try arithmetic_facts; [|constructor].
      rewrite <- Q2R_one. apply ct_rational. }
  apply bilinear_bound with (u := c) in B; [|lra]. rewrite bilinear_add, bilinear_opp in B.
  pose proof (shifted_squares_bound 1 [] k c ltac:(rewrite Hc, map_length; apply le_n)) as KS. fold S1 in KS.
  apply Rabs_le_between in B. pose proof (nonzero_squares c Hx). lra.
Qed.

Theorem variation_test_sound v bound : 0 <= Q2R bound -> length v = n ->
  variation_test H v bound = true -> VariationBound P m p r (at_rational v) (Q2R bound).
Proof.
  intros Hb Hv HT q u Hq. rewrite <- row_real. unfold norm. rewrite <- squares_N2.
  apply dot_bound; [assumption|]. left. rewrite <- Q2R_square, <- sum_of_squares_real.
  eapply strictly_below_correct; [|apply ct_rational|exact HT].
  apply (p_sum_of_squares intervals reals ct); try arithmetic_facts. now apply row_enclosure.
Qed.

Definition unit_real (i k : nat) : list R := map (fun j => if Nat.eqb i j then 1 else 0) (seq 0 k).
Lemma unit_row_enclosure i k : relL (unit_row i k) (unit_real i k).
Proof. apply p_map_same. intros j. destruct (Nat.eqb i j); apply ct_Z. Qed.
Lemma nth_unit_real i k j : (j < k)%nat -> nth j (unit_real i k) 0 = if Nat.eqb i j then 1 else 0.
Proof.
  intros Hj. unfold unit_real. rewrite (nth_indep _ 0 (if Nat.eqb i 0 then 1 else 0)) by (rewrite map_length, seq_length; lia).
  rewrite (map_nth (fun j => if Nat.eqb i j then 1 else 0)), seq_nth by assumption. reflexivity.
Qed.
Lemma dot_unit_real i u : (i < n)%nat -> dot (unit_real i n) (coordinates 0 n u) = u i.
Proof.
  intros Hi. rewrite dot_coordinates, (Sum_ext n _ (fun j => (if Nat.eqb i j then 1 else 0) * u j)).
  - now apply identity_sum.
  - intros j Hj. now rewrite nth_unit_real.
Qed.

Lemma combine_seq_nth {A} (C : list A) k i d0 : (i < length C)%nat -> In ((k + i)%nat, nth i C d0) (combine (seq k (length C)) C).
Proof.
  revert k i. induction C as [|row C IH]; intros k i Hi; simpl in *; [lia|].
  destruct i as [|i]; [left; f_equal; lia|]. right. replace (k + S i)%nat with (S k + i)%nat by lia. apply IH. lia.
Qed.

Theorem contraction_test_sound C k : square_matrix C = true ->
  contraction_test H C k = true -> Contraction P m p r (row_of C) (Q2R k).
Proof.
  intros HC HT q u i c Hq Hi Hu. unfold contraction_test in HT. rewrite forallb_forall in HT.
  pose proof (square_matrix_length C HC) as HL.
  specialize (HT (i, nth i C []) ltac:(rewrite <- HL at 1; apply (combine_seq_nth C 0); rewrite HL; exact Hi)).
  cbn [fst snd] in HT.
  set (row := apply_matrix reals (hessian reals P (evaluate reals P (net q))) (coordinates 0 n (row_of C i))).
  replace (u i - Curvature P m q u (row_of C i)) with (dot (add_lists (unit_real i n) (map Ropp row)) (coordinates 0 n u)).
  - assert (Hc : 0 <= c) by (eapply Rle_trans; [apply Rabs_pos|apply (Hu i Hi)]).
    eapply Rle_trans; [apply (dot_sup _ _ c); [|assumption]|].
    + intros x Hx. apply in_coordinates in Hx as (j & Hj & ->). apply Hu. lia.
    + apply Rmult_le_compat_r; [assumption|]. left. eapply strictly_below_correct; [|apply ct_rational|exact HT].
      apply sum_of_abs_enclosure. apply (p_ladd intervals reals ct); try arithmetic_facts; [apply unit_row_enclosure|].
      eapply (p_map ct ct); [intros x x' Hx; now apply ct_neg|]. apply row_enclosure; auto using square_matrix_row.
  - rewrite dot_add, dot_unit_real, dot_opp by assumption. unfold row. rewrite row_real. ring.
Qed.
End OnBox.

(* * The preconditioner is invertible *)
Definition row_times_real (row : list R) (C : list (list R)) : list R :=
  fold_right (fun jc acc => add_lists (map (Rmult (fst jc)) (snd jc)) acc) (map (fun _ => 0) (seq 0 n)) (combine row C).

Lemma row_times_enclosure row C : relL (row_times row (map vector C)) (row_times_real (map Q2R row) (map (map Q2R) C)).
Proof.
  revert C. unfold row_times, row_times_real. induction row as [|a row IH]; intros C; cbn [map combine fold_right].
  - apply p_map_same. intros; apply ct_Z.
  - destruct C as [|c C]; cbn [map combine fold_right]; [apply p_map_same; intros; apply ct_Z|].
    apply (p_ladd intervals reals ct); try arithmetic_facts; [|apply IH].
    apply (p_scale intervals reals ct); try arithmetic_facts. cbn [snd]. induction c; constructor; auto using ct_rational.
Qed.

Lemma nth_add_lists j a b : nth j (add_lists a b) 0 = nth j a 0 + nth j b 0.
Proof.
  revert j b. induction a as [|x a IH]; intros j b; simpl; [destruct j; ring|].
  destruct b as [|y b]; [destruct j; simpl; ring|]. destruct j; simpl; [reflexivity|apply IH].
Qed.
Lemma nth_zero j : nth j (map (fun _ : nat => 0) (seq 0 n)) 0 = 0.
Proof. generalize (seq 0 n) as l. intros l. revert j. induction l; intros [|j]; simpl; auto. Qed.
Lemma nth_map0 j c (l : list R) : nth j (map (Rmult c) l) 0 = c * nth j l 0.
Proof. revert j. induction l; intros [|j]; simpl; try ring. apply IHl. Qed.

Lemma nth_row_times j row C : length row = length C ->
  nth j (row_times_real (map Q2R row) (map (map Q2R) C)) 0
  = Sum (length C) (fun l => at_rational row l * row_of C l j).
Proof.
  revert C. unfold row_times_real. induction row as [|a row IH]; intros [|c C] Hl; try discriminate; cbn [map combine fold_right length].
  - apply nth_zero.
  - rewrite nth_add_lists, (IH C), Sum_shift by (simpl in Hl; congruence). cbn [fst snd]. rewrite nth_map0. f_equal.
    unfold row_of, at_rational. cbn [nth]. f_equal. rewrite <- Q2R_zero. apply map_nth.
Qed.

Lemma sum_abs_nth l k : length l = k -> sum_abs l = Sum k (fun j => Rabs (nth j l 0)).
Proof.
  intros <-. induction l as [|x l IH]; [reflexivity|]. cbn [length]. rewrite Sum_shift. cbn [sum_abs nth]. now rewrite IH.
Qed.

Theorem inverse_test_sound C J k : square_matrix C = true -> square_matrix J = true ->
  inverse_test C J k = true -> InverseBound n (row_of C) (fun i l => row_of J i l) (Q2R k).
Proof.
  intros HC HJ HT i Hi. unfold inverse_test in HT. rewrite forallb_forall in HT.
  pose proof (square_matrix_length C HC) as HLC. pose proof (square_matrix_length J HJ) as HLJ.
  pose proof (square_matrix_row J i HJ Hi) as HLr.
  specialize (HT (i, nth i J []) ltac:(rewrite <- HLJ at 1; apply (combine_seq_nth J 0); rewrite HLJ; exact Hi)).
  cbn [fst snd] in HT.
  set (row := row_times_real (map Q2R (nth i J [])) (map (map Q2R) C)).
  assert (Hlen : length (add_lists (unit_real i n) (map Ropp row)) = n).
  { assert (K : length row = n).
    { unfold row, row_times_real. assert (HCr : forall c, In c C -> length c = n).
      { intros c Hc. apply andb_prop in HC as [_ HC']. rewrite forallb_forall in HC'. now apply Nat.eqb_eq, HC'. }
      clear - HCr. revert C HCr. generalize (nth i J []) as a. induction a as [|x a IH]; intros C HCr; cbn [map combine fold_right];
        [now rewrite map_length, seq_length|].
      destruct C as [|c C]; cbn [map combine fold_right]; [now rewrite map_length, seq_length|].
      specialize (IH C (fun c' H => HCr c' (or_intror H))). specialize (HCr c (or_introl eq_refl)).
      cbn [fst snd]. rewrite length_add_lists; [exact IH|]. rewrite !map_length, IH. exact HCr. }
    rewrite length_add_lists; rewrite map_length; [assumption|]. unfold unit_real. now rewrite map_length, seq_length. }
  apply Rle_trans with (sum_abs (add_lists (unit_real i n) (map Ropp row))).
  - right. rewrite (sum_abs_nth _ n Hlen). apply Sum_ext. intros j Hj. f_equal.
    rewrite nth_add_lists, nth_unit_real by assumption.
    assert (E : forall l : list R, nth j (map Ropp l) 0 = - nth j l 0).
    { intros l. rewrite <- Ropp_0 at 1. apply (map_nth Ropp). }
    rewrite E. unfold row. rewrite nth_row_times by congruence. rewrite HLC. reflexivity.
  - left. eapply strictly_below_correct; [|apply ct_rational|exact HT].
    apply sum_of_abs_enclosure. apply (p_ladd intervals reals ct); try arithmetic_facts; [apply unit_row_enclosure|].
    eapply (p_map ct ct); [intros x x' Hx; now apply ct_neg|]. apply row_times_enclosure.
Qed.
End OnProblem.
End Precision.
End Tests.
