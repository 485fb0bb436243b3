(* Isolated critical points of any index: the certificate, and the theorem its tests give.  Krawczyk's theorem gives the
   point, two families of directions its index and that no other is near, factors and directions its smallest and its
   largest eigenvalue, Taylor's formula its loss. *)
From Coq Require Import Reals Lra Lia ZArith List QArith Qreals String.
From Coquelicot Require Import Rcomplements.
From Certify Require Import Specification Statements Vector LocalMinimum Smooth SafranShamir QuadraticForm Distance Taylor
  Calculus Inertia Program RealProgram Evidence Distances GlobalMinimum Existence Reference.
Import ListNotations.
Open Scope R_scope.

Record isolated_point_certificate := IsolatedPoint {
  iso_problem : problem;
  iso_width : nat;
  iso_centre : list Q;             (* p, n = width * (dimension + 1) numbers *)
  iso_radius : Q;                  (* half side of the box on which the families are definite: one critical point *)
  iso_near : Q;                    (* half side of the box on which the Hessian is known; q lies within half of it *)
  iso_existence : existence;
  iso_negative : list (list Q);    (* directions along whose combinations the curvature is negative *)
  iso_positive : list (list Q);    (* and positive; n directions together *)
  iso_shift : Q;                   (* mu *)
  iso_factor : list (list Q);      (* columns l_k of a factor of H - mu I *)
  iso_factor_error : Q;            (* e: |H - mu I - sum l_k l_k'|_F < e for every H of the near box *)
  iso_direction : list Q;          (* v: v'Hv / v'v is about the smallest eigenvalue *)
  iso_largest_shift : Q;           (* nu *)
  iso_largest_factor : list (list Q);     (* columns of a factor of nu I - H *)
  iso_largest_error : Q;           (* e: |nu I - H - sum l_k l_k'|_F < e for every H of the near box *)
  iso_largest_direction : list Q;  (* v: v'Hv / v'v is about the largest eigenvalue *)
  iso_hessian_norm : Q;            (* |H|_F is below this on the near box *)
  iso_candidate : list Q;
  iso_away : Q;                    (* q is at most this far from the candidate *)
  iso_unique : Q;                  (* no other critical point is at most this far from q *)
  iso_eigenvalue_low : Q;
  iso_eigenvalue_high : Q;
  iso_largest_low : Q;
  iso_largest_high : Q;
  iso_loss_low : Q;
  iso_loss_high : Q;
  iso_reference : reference        (* of a minimum: what shows that it is not global *)
}.

Definition iso_index (c : isolated_point_certificate) : nat := List.length (iso_negative c).
Definition iso_half (c : isolated_point_certificate) : Q := (iso_near c * (1 # 2))%Q.
Definition iso_not_global (c : isolated_point_certificate) : bool :=
  match iso_negative c with [] => is_reference (iso_reference c) | _ => true end.

Definition IsolatedPointVerdict (c : isolated_point_certificate) : Prop :=
  isolated_critical_point (iso_problem c) (iso_width c) (iso_candidate c) (iso_away c) (iso_unique c) (iso_index c)
    (iso_eigenvalue_low c) (iso_eigenvalue_high c) (iso_largest_low c) (iso_largest_high c) (iso_loss_low c) (iso_loss_high c) (iso_not_global c).

(* * Exact rational arithmetic *)
(* By how much the loss at q may differ from the loss at p: |H| n r^2 / 2. *)
Definition loss_margin (n : nat) (norm r : Q) : Q := (norm * (count n * (r * r)) * (1 # 2))%Q.

Definition isolated_point_arithmetic (c : isolated_point_certificate) : report :=
  let n := parameters (iso_problem c) (iso_width c) in
  [ ("candidate has n coordinates", Nat.eqb (List.length (iso_candidate c)) n);
    ("directions have n coordinates",
       forallb (fun v => Nat.eqb (List.length v) n) (iso_direction c :: iso_largest_direction c :: iso_negative c ++ iso_positive c));
    ("as many directions as parameters", Nat.eqb (List.length (iso_negative c) + List.length (iso_positive c)) n);
    ("near box inside the box", Qle_bool (iso_near c) (iso_radius c));
    ("no other critical point within the radius less half the near box", Qle_bool (iso_unique c) (iso_radius c - iso_half c));
    ("bounds not negative",
       Qle_bool 0 (iso_factor_error c) && Qle_bool 0 (iso_largest_error c) && Qle_bool 0 (iso_hessian_norm c));
    ("eigenvalue above its bound", Qle_bool (iso_eigenvalue_low c) (iso_shift c - iso_factor_error c));
    ("largest eigenvalue below its bound", Qle_bool (iso_largest_shift c + iso_largest_error c) (iso_largest_high c));
    ("directions not zero", Qltb 0 (square_length (iso_direction c)) && Qltb 0 (square_length (iso_largest_direction c)));
    ("eigenvalue of a minimum positive",
       match iso_negative c with [] => Qltb 0 (iso_eigenvalue_low c) | _ => true end);
    ("candidate within distance", distance_test n (iso_centre c) (iso_candidate c) (iso_half c) (iso_away c));
    ("reference below loss", reference_at_most (iso_problem c) (iso_width c) (iso_reference c) (iso_loss_low c)) ]%string.

Lemma within_mono n r r' p q : r <= r' -> within n r p q -> within n r' p q.
Proof. intros H Hq i Hi. specialize (Hq i Hi). lra. Qed.
Lemma within_trans n r s p q x : within n r p q -> within n s q x -> within n (r + s) p x.
Proof.
  intros H1 H2 i Hi. specialize (H1 i Hi). specialize (H2 i Hi).
  replace (x i - p i) with ((x i - q i) + (q i - p i)) by ring. eapply Rle_trans; [apply Rabs_triang|lra].
Qed.
Lemma within_self n r p : 0 <= r -> within n r p p.
Proof. intros Hr i _. rewrite Rminus_eq_0, Rabs_R0. assumption. Qed.

(* q is in the small box, and the only critical point of the large one: of the box of half side radius - half around q. *)
Lemma only_critical_point_near P m p q radius half negative positive :
  (forall x, within (parameters P m) radius p x -> definite (-1) P m x negative) ->
  (forall x, within (parameters P m) radius p x -> definite 1 P m x positive) ->
  (List.length negative + List.length positive)%nat = parameters P m ->
  half <= radius -> within (parameters P m) half p q -> critical_point P m q ->
  forall y, within (parameters P m) (radius - half) q y -> critical_point P m y ->
    forall i, (i < parameters P m)%nat -> y i = q i.
Proof.
  intros HN HP Hn Hr Hq Hc y Hy Hcy. apply critical_point_slope in Hc, Hcy.
  apply (only_one_critical P m p radius q y negative positive); auto.
  - now apply (within_mono _ half).
  - replace radius with (half + (radius - half)) by ring. now apply (within_trans _ _ _ _ q).
Qed.

Lemma distance_within n r q y : distance n q y <= r -> within n r q y.
Proof.
  intros H i Hi. eapply Rle_trans; [|exact H]. rewrite Rabs_minus_sym. exact (norm_coord n (fun i => q i - y i) i Hi).
Qed.

(* Curvature between lambda > 0 and K on a box around a critical point: sublevel sets lie between cubes. *)
Lemma volume_from_curvature P m q half lambda K : 0 < half -> 0 < lambda -> critical_point P m q ->
  (forall y u, within (parameters P m) half q y -> lambda * N2 (parameters P m) u <= Curvature P m y u u) ->
  (forall y u, within (parameters P m) half q y -> Rabs (Curvature P m y u u) <= K * N2 (parameters P m) u) ->
  volume_of_nondegenerate_minimum P m q.
Proof.
  intros Hh Hl Hc HL HK. set (n := parameters P m) in *.
  set (M := Rabs K * INR n + 1).
  assert (HM : 1 <= M) by (unfold M; pose proof (Rmult_le_pos _ _ (Rabs_pos K) (pos_INR n)); lra).
  assert (HiM : 0 < / M <= 1).
  { split; [apply Rinv_0_lt_compat; lra|]. rewrite <- Rinv_1. apply Rinv_le_contravar; lra. }
  assert (Hil : 0 < 2 / lambda) by (apply Rdiv_lt_0_compat; lra).
  exists (/ M), (1 + 2 / lambda), half. split; [apply HiM|]. split; [lra|]. split; [exact Hh|].
  assert (Self : within n half q q) by (apply within_self; lra).
  intros t y Ht Hy. pose proof (sqrt_lt_R0 t Ht) as Hs. pose proof (sqrt_sqrt t (Rlt_le _ _ Ht)) as Es.
  split; intros H.
  - pose proof (value_near_critical_point n _ _ _ (Loss_smooth P m) y q (Rabs K)
      (proj1 (critical_point_slope P m q) Hc)) as T.
    assert (B : Rabs (Loss P m y - Loss P m q) <= Rabs K * N2 n (diff y q) / 2).
    { apply T. intros s u Hsu. eapply Rle_trans; [apply HK; now apply segment_in_box|].
      apply Rmult_le_compat_r; [apply N2_nonneg|apply RRle_abs]. }
    pose proof (within_squares n (/ M * sqrt t) q y ltac:(apply Rmult_le_pos; lra) H) as Sq.
    assert (N2 n (diff y q) = N2 n (diff q y)) by (apply Sum_ext; intros; unfold diff; ring).
    assert (E : / M * sqrt t * (/ M * sqrt t) = / M * / M * t) by (rewrite <- Es at 3; ring).
    rewrite E in Sq.
    assert (Rabs K * N2 n (diff y q) <= t).
    { apply Rle_trans with (Rabs K * (INR n * (/ M * / M * t))); [apply Rmult_le_compat_l; [apply Rabs_pos|lra]|].
      replace (Rabs K * (INR n * (/ M * / M * t))) with ((M - 1) * / M * / M * t) by (unfold M; ring).
      rewrite <- (Rmult_1_l t) at 2. apply Rmult_le_compat_r; [lra|].
      replace ((M - 1) * / M * / M) with ((1 - / M) * / M) by (field; lra). nra. }
    apply Rabs_le_between in B. lra.
  - pose proof (quadratic_growth n _ _ _ (Loss_smooth P m) q y (lambda * N2 n (diff y q))) as G. cbv zeta in G.
    rewrite (proj1 (critical_point_slope P m q) Hc) in G.
    assert (G' : Loss P m q + 0 + lambda * N2 n (diff y q) / 2 <= Loss P m y).
    { apply G. intros s Hs'. apply HL. now apply segment_in_box. }
    intros i Hi. pose proof (N2_coord n (diff y q) i Hi) as C. unfold diff at 1 2 in C.
    assert (D : (y i - q i) * (y i - q i) <= 2 / lambda * t).
    { apply Rmult_le_reg_l with (lambda / 2); [lra|]. replace (lambda / 2 * (2 / lambda * t)) with t by (field; lra).
      assert (lambda / 2 * ((y i - q i) * (y i - q i)) <= lambda / 2 * N2 n (diff y q)); [|lra].
      apply Rmult_le_compat_l; lra. }
    rewrite <- (Rabs_pos_eq ((1 + 2 / lambda) * sqrt t)) by (apply Rmult_le_pos; lra).
    apply Rsqr_le_abs_0. unfold Rsqr. eapply Rle_trans; [exact D|].
    replace ((1 + 2 / lambda) * sqrt t * ((1 + 2 / lambda) * sqrt t)) with ((1 + 2 / lambda) * (1 + 2 / lambda) * t)
      by (rewrite <- Es at 1; ring).
    apply Rmult_le_compat_r; [lra|nra].
Qed.

Theorem isolated_point_from_facts c :
  let P := iso_problem c in let m := iso_width c in let n := parameters P m in let p := at_rational (iso_centre c) in
  let x := iso_existence c in let radius := Q2R (iso_radius c) in let near := Q2R (iso_near c) in
  let margin := Q2R (loss_margin n (iso_hessian_norm c) (iso_half c)) in
  List.length (iso_centre c) = n ->
  accepted (existence_arithmetic x (iso_half c)) = true ->
  accepted (isolated_point_arithmetic c) = true ->
  StepBound P m p (row_of (preconditioner x)) (Q2R (newton_step x)) ->
  Contraction P m p (Q2R (iso_half c)) (row_of (preconditioner x)) (Q2R (contraction x)) ->
  InverseBound n (row_of (preconditioner x)) (fun i l => row_of (inverse x) i l) (Q2R (inverse_error x)) ->
  (forall q, within n radius p q -> definite (-1) P m q (map at_rational (iso_negative c))) ->
  (forall q, within n radius p q -> definite 1 P m q (map at_rational (iso_positive c))) ->
  CurvatureBound P m p near (Q2R (iso_shift c - iso_factor_error c)) ->
  CurvatureBelow P m p near (at_rational (iso_direction c)) (Q2R (iso_eigenvalue_high c * square_length (iso_direction c))) ->
  CurvatureAtMost P m p near (Q2R (iso_largest_shift c + iso_largest_error c)) ->
  CurvatureAbove P m p near (at_rational (iso_largest_direction c))
    (Q2R (iso_largest_low c * square_length (iso_largest_direction c))) ->
  CurvatureNorm P m p near (Q2R (iso_hessian_norm c)) ->
  LossBetween P m p (Q2R (iso_loss_low c) + margin) (Q2R (iso_loss_high c) - margin) ->
  ReferenceBelow P m (iso_reference c) ->
  IsolatedPointVerdict c.
Proof.
  intros P m n p x radius near margin Hlen HE HA HS HC HI HN HP HL HV HG HW HK HLoss HR.
  unfold accepted, isolated_point_arithmetic in HA. cbn [forallb snd] in HA.
  apply andb_prop in HA as [Acand HA]. apply andb_prop in HA as [Adir HA]. apply andb_prop in HA as [Acount HA].
  apply andb_prop in HA as [Anear HA]. apply andb_prop in HA as [Aunique HA]. apply andb_prop in HA as [Abounds HA].
  apply andb_prop in HA as [Alow HA]. apply andb_prop in HA as [Ahigh HA]. apply andb_prop in HA as [Av HA].
  apply andb_prop in HA as [Apos HA]. apply andb_prop in HA as [Adist HA]. apply andb_prop in HA as [Aref _].
  apply Nat.eqb_eq in Acand. apply Nat.eqb_eq in Acount.
  apply andb_prop in Adir as [Adir Adir2]. apply andb_prop in Adir2 as [Adir2 _]. apply Nat.eqb_eq in Adir, Adir2.
  apply Qle_bool_le in Anear. apply Qle_bool_le in Aunique. rewrite Q2R_minus in Aunique.
  apply andb_prop in Abounds as [_ Anorm]. apply Qle_bool_le in Anorm. apply Qle_bool_le in Alow. apply Qle_bool_le in Ahigh.
  apply andb_prop in Av as [Av Aw]. apply Qltb_lt in Av. apply Qltb_lt in Aw. rewrite Q2R_zero in Anorm, Av, Aw.
  assert (Enear : near = 2 * Q2R (iso_half c)).
  { unfold near, iso_half. rewrite Q2R_mult, Q2R_half. field. }
  assert (Ahalf : 0 < Q2R (iso_half c)).
  { unfold accepted, existence_arithmetic in HE. cbn [forallb snd] in HE. apply andb_prop in HE as [HE _].
    apply Qltb_lt in HE. now rewrite Q2R_zero in HE. }
  destruct (existence_from_facts P m p x (iso_half c) HE HS HC HI) as (q & Hq & Hcrit & _).
  set (half := Q2R (iso_half c)) in *. fold radius near in Anear, Aunique. fold n in Hq.
  assert (Hqn : within n near p q) by (apply (within_mono n half); [lra|assumption]).
  assert (Hqr : within n radius p q) by (apply (within_mono n near); [lra|assumption]).
  assert (Near : forall y, within n half q y -> within n near p y).
  { intros y Hy. rewrite Enear. replace (2 * half) with (half + half) by ring. now apply (within_trans n half half p q). }
  assert (Hlow : forall y u, within n near p y -> Q2R (iso_eigenvalue_low c) * N2 n u <= Curvature P m y u u).
  { intros y u Hy. eapply Rle_trans; [|apply (HL y u Hy)]. apply Rmult_le_compat_r; [apply N2_nonneg|exact Alow]. }
  assert (Hn : (List.length (map at_rational (iso_negative c)) + List.length (map at_rational (iso_positive c)))%nat = n)
    by now rewrite !map_length.
  assert (Alone : forall y, within n (radius - half) q y -> critical_point P m y -> forall i, (i < n)%nat -> y i = q i).
  { apply (only_critical_point_near P m p q radius half _ _ HN HP Hn); [lra|exact Hq|exact Hcrit]. }
  (* the loss *)
  assert (Hloss : Q2R (iso_loss_low c) < Loss P m q < Q2R (iso_loss_high c)).
  { pose proof (value_near_critical_point n _ _ _ (Loss_smooth P m) p q (Q2R (iso_hessian_norm c))
      (proj1 (critical_point_slope P m q) Hcrit)) as T.
    assert (K : Rabs (Loss P m p - Loss P m q) <= margin).
    { eapply Rle_trans; [apply T|].
      - intros t u Ht. apply HK. apply segment_in_box; auto. apply within_self. lra.
      - pose proof (within_squares n half p q ltac:(lra) Hq) as Sq.
        unfold margin, loss_margin. rewrite !Q2R_mult, Q2R_count, Q2R_half. fold half n.
        assert (Q2R (iso_hessian_norm c) * N2 n (diff p q) <= Q2R (iso_hessian_norm c) * (INR n * (half * half)));
          [now apply Rmult_le_compat_l|lra]. }
    apply Rabs_le_between in K. destruct HLoss. lra. }
  assert (Hneg : definite (-1) P m q (map at_rational (iso_negative c))) by now apply HN.
  assert (Hpos : definite 1 P m q (map at_rational (iso_positive c))) by now apply HP.
  exists q. fold P m n.
  split; [|split; [exact Hcrit|split; [|split; [|split; [|split; [|split; [|split; [|split; [|split]]]]]]]]].
  - apply (distance_test_sound n (iso_centre c) (iso_candidate c) (iso_half c) (iso_away c)); auto. fold half. lra.
  - exists (radius - half). split; [lra|exact Alone].
  - intros y Hy. apply Alone, distance_within. eapply Rle_trans; [exact Hy|]. lra.
  - exists (map at_rational (iso_negative c)), (map at_rational (iso_positive c)). auto.
  - unfold iso_index. rewrite <- (map_length at_rational).
    now apply (index_from_families P m q _ (map at_rational (iso_positive c))).
  - unfold iso_index. destruct (iso_negative c) as [|v l] eqn:El.
    + (* curvature at least lambda > 0 on the box within half of q *)
      try rewrite El in Apos. apply Qltb_lt in Apos. rewrite Q2R_zero in Apos. cbn [List.length]. split.
      * exists half. split; [exact Ahalf|]. intros y Hy (i & Hi & Hne).
        assert (Hyq : within n half q y) by (intros j Hj; left; now apply Hy).
        pose proof (quadratic_growth n _ _ _ (Loss_smooth P m) q y (Q2R (iso_eigenvalue_low c) * N2 n (diff y q))) as G.
        cbv zeta in G. rewrite (proj1 (critical_point_slope P m q) Hcrit) in G.
        assert (G' : Loss P m q + 0 + Q2R (iso_eigenvalue_low c) * N2 n (diff y q) / 2 <= Loss P m y).
        { apply G. intros t Ht. apply Hlow, Near. apply segment_in_box; auto. apply within_self. lra. }
        pose proof (N2_coord n (diff y q) i Hi) as K. unfold diff at 1 2 in K.
        assert (0 < (y i - q i) * (y i - q i)) by (apply Rsqr_pos_lt; lra). nra.
      * apply (volume_from_curvature P m q half (Q2R (iso_eigenvalue_low c)) (Q2R (iso_hessian_norm c)));
          [exact Ahalf|exact Apos|exact Hcrit|intros y u Hy; apply Hlow, Near, Hy|intros y u Hy; apply HK, Near, Hy].
    + try rewrite El in Hneg. cbn [List.length]. assert (Hs : strict_saddle P m q) by exact (strict_saddle_from_family P m q _ _ Hcrit Hneg).
      split; [exact Hs|now apply strict_saddle_not_local_minimum].
  - split.
    + intros u d Hd. apply second_derivative_curvature in Hd. rewrite Hd. exact (Hlow q u Hqn).
    + exists (at_rational (iso_direction c)), (Curvature P m q (at_rational (iso_direction c)) (at_rational (iso_direction c))).
      specialize (HV q Hqn). rewrite Q2R_mult, (square_length_real _ n Adir) in HV. rewrite (square_length_real _ n Adir) in Av.
      split; [now apply second_derivative_curvature|]. split; [left; exact HV|exact Av].
  - split.
    + intros u d Hd. apply second_derivative_curvature in Hd. rewrite Hd. eapply Rle_trans; [exact (HG q u Hqn)|].
      apply Rmult_le_compat_r; [apply N2_nonneg|exact Ahigh].
    + exists (at_rational (iso_largest_direction c)),
        (Curvature P m q (at_rational (iso_largest_direction c)) (at_rational (iso_largest_direction c))).
      specialize (HW q Hqn). rewrite Q2R_mult, (square_length_real _ n Adir2) in HW. rewrite (square_length_real _ n Adir2) in Aw.
      split; [now apply second_derivative_curvature|]. split; [left; exact HW|exact Aw].
  - exact Hloss.
  - unfold iso_not_global. destruct (iso_negative c) as [|v l] eqn:El; intros Hb.
    + apply (reference_not_global P m (iso_reference c) (iso_loss_low c)); auto. exact (proj1 Hloss).
    + try rewrite El in Hneg. intros G. apply (strict_saddle_not_local_minimum P m q); [exact (strict_saddle_from_family P m q _ _ Hcrit Hneg)|].
      exists 1. split; [lra|]. intros y _. apply G.
Qed.
