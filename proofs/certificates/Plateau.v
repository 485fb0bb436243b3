(* Plateaus: degenerate local minima obtained by splitting the neurons of a narrow critical point.

   On the directions that change the outputs of each group in proportion to its fractions (all others
   move along the exact family of critical points) the Hessian of the wide network is positive near the
   point.  The witness is a factorization of the Hessian plus squares of vectors that vanish on those
   directions (the penalties). *)
From Coq Require Import Reals Lra Lia ZArith List QArith Qreals String.
From Certify Require Import Specification Statements Vector LocalMinimum Smooth SafranShamir Krawczyk QuadraticForm
  Calculus Lift SplitMinimum Program RealProgram Evidence GlobalMinimum Existence Reference Inertia CopyFamily Copies DegenerateSaddle MinimumIndex.
Import ListNotations.
Open Scope R_scope.

Record plateau_certificate := Plateau {
  pla_problem : problem;
  pla_width : nat;                   (* of the narrow network *)
  pla_centre : list Q;               (* of the narrow network *)
  pla_radius : Q;
  pla_existence : existence;
  pla_split : list (list Q);         (* for each narrow neuron the fractions of its copies, sum 1 *)
  pla_wide_radius : Q;               (* half side of the box around the wide point on which the Hessian is factored *)
  pla_penalties : list (list Q);     (* one coefficient for each wide neuron's output *)
  pla_shift : Q;                     (* mu *)
  pla_factor : list (list Q);        (* l_k: H + sum c c' is near mu I + sum l_k l_k' *)
  pla_factor_error : Q;              (* Frobenius norm of the difference, at most mu *)
  pla_positive : list (list Q);      (* directions of positive curvature *)
  pla_null : list (list Q);          (* changes of the outputs that change nothing else *)
  pla_loss_above : Q;                (* lower bound of the loss *)
  pla_reference : reference
}.

Definition pla_wide_width (c : plateau_certificate) : nat := List.length (List.concat (pla_split c)).
Definition pla_wide (c : plateau_certificate) (q : nat -> R) : list neuron :=
  split_network (real_split (pla_split c)) (network (dimension (pla_problem c)) (pla_width c) 0 q).

Definition pla_exact (c : plateau_certificate) : bool :=
  Nat.eqb (List.length (pla_null c) + List.length (pla_positive c)) (parameters (pla_problem c) (pla_wide_width c)).

Definition PlateauVerdict (c : plateau_certificate) : Prop :=
  let P := pla_problem c in let m := pla_wide_width c in
  exists q,
    within (parameters P (pla_width c)) (Q2R (pla_radius c)) (at_rational (pla_centre c)) q /\
    let theta := flatten (pla_wide c q) in
    network (dimension P) m 0 theta = pla_wide c q /\
    critical_point P m theta /\ local_minimum P m theta /\ morse_index P m theta 0 /\
    on_plane_of_critical_points P m theta (List.length (pla_null c)) /\
    (pla_null c <> [] -> smallest_eigenvalue_between 0 0 P m theta) /\
    (pla_exact c = true -> nullity P m theta (List.length (pla_null c))) /\
    ((exists mus, In mus (pla_split c) /\ (2 <= List.length mus)%nat) -> ~ strict_local_minimum P m theta) /\
    Q2R (pla_loss_above c) < Loss P m theta /\
    (is_reference (pla_reference c) = true -> ~ global_minimum P m theta).

(* ** Penalties vanish on the tangent directions *)
Fixpoint annihilates (s : list (list Q)) (coefficients : list Q) : bool :=
  match s with
  | [] => match coefficients with [] => true | _ => false end
  | mus :: s' =>
      Nat.leb (List.length mus) (List.length coefficients)
      && Qeq_bool (fold_right Qplus 0%Q (map2 Qmult (firstn (List.length mus) coefficients) mus)) 0
      && annihilates s' (skipn (List.length mus) coefficients)
  end.
Definition penalty_vector (d : nat) (coefficients : list Q) : list Q :=
  flat_map (fun c => c :: repeat 0%Q d) coefficients.

Lemma flat_network d m k u : flat (network d m k u) = coordinates k (m * S d) u.
Proof.
  revert k. induction m as [|m IH]; intros k; [reflexivity|].
  change (S m * S d)%nat with (S (d + m * S d))%nat. rewrite coordinates_S, coordinates_app.
  replace (S k + d)%nat with (k + S d)%nat by lia. rewrite <- IH. reflexivity.
Qed.

Lemma dot_penalty d cs u : regular d u ->
  dot (map Q2R (penalty_vector d cs)) (flat u) = dot (map Q2R cs) (map fst u).
Proof.
  revert u. induction cs as [|c cs IH]; intros u H; [reflexivity|].
  destruct u as [|nu u]; [reflexivity|]. apply regular_cons in H as [H1 H2].
  unfold penalty_vector, flat in *. cbn [flat_map map app dot]. rewrite map_app, dot_app.
  - rewrite IH by assumption.
    assert (E : forall k x, dot (map Q2R (repeat 0%Q k)) x = 0).
    { clear. induction k as [|k IH]; intros [|y x]; simpl; try ring. rewrite IH, Q2R_zero. ring. }
    rewrite E. ring.
  - now rewrite map_length, repeat_length.
Qed.

Lemma tangent_penalty s cs u : annihilates s cs = true -> tangent (real_split s) u -> List.length u = List.length cs ->
  dot (map Q2R cs) (map fst u) = 0.
Proof.
  revert cs u. induction s as [|mus s IH]; intros cs u H HT Hl.
  - destruct cs; [reflexivity|discriminate].
  - cbn [annihilates] in H. apply andb_prop in H as [H H3]. apply andb_prop in H as [H1 H2].
    apply Nat.leb_le in H1. apply Qeq_bool_eq, Qeq_eqR in H2. rewrite Q2R_zero in H2.
    destruct HT as ((U & HU) & HT). fold (real_split s) in HT. rewrite map_length in HU, HT.
    specialize (IH (skipn (List.length mus) cs) (skipn (List.length mus) u) H3 HT ltac:(rewrite !skipn_length; lia)).
    rewrite <- (firstn_skipn (List.length mus) cs), <- (firstn_skipn (List.length mus) u), !map_app, dot_app.
    + match goal with |- ?A + ?B = 0 =>
        assert (EB : B = 0) by exact IH; rewrite EB, Rplus_0_r; clear EB;
        assert (EA : A = dot (map Q2R (firstn (List.length mus) cs)) (map (fun mu => mu * U) (map Q2R mus)))
          by exact (f_equal (dot _) HU); rewrite EA; clear EA end.
      rewrite <- (Rmult_0_l U), <- H2. clear.
      generalize (firstn (List.length mus) cs) as l. intros l. revert mus. induction l as [|c l IH]; intros [|mu mus]; simpl;
        rewrite ?Q2R_zero; try ring. rewrite IH, Q2R_plus, Q2R_mult. ring.
    + rewrite !map_length, !firstn_length. lia.
Qed.

Definition plateau_arithmetic (c : plateau_certificate) : report :=
  [ ("penalties vanish on tangent directions", forallb (annihilates (pla_split c)) (pla_penalties c));
    ("wide radius positive", Qltb 0 (pla_wide_radius c));
    ("factor error at most shift", Qle_bool 0 (pla_factor_error c) && Qle_bool (pla_factor_error c) (pla_shift c));
    ("reference below loss", reference_at_most (pla_problem c) (pla_wide_width c) (pla_reference c) (pla_loss_above c)) ]%string.

Theorem plateau_from_facts c :
  let P := pla_problem c in let r := pla_width c in let p := at_rational (pla_centre c) in let x := pla_existence c in
  let m := pla_wide_width c in
  accepted (existence_arithmetic x (pla_radius c)) = true ->
  accepted (split_report r (pla_split c)) = true ->
  accepted (plateau_arithmetic c) = true ->
  StepBound P r p (row_of (preconditioner x)) (Q2R (newton_step x)) ->
  Contraction P r p (Q2R (pla_radius c)) (row_of (preconditioner x)) (Q2R (contraction x)) ->
  InverseBound (parameters P r) (row_of (preconditioner x)) (fun i l => row_of (inverse x) i l) (Q2R (inverse_error x)) ->
  accepted (null_report (pla_split c) m (pla_null c)) = true ->
  LossAbove P r p (Q2R (pla_radius c)) (Q2R (pla_loss_above c)) ->
  ReferenceBelow P m (pla_reference c) ->
  (forall q, within (parameters P r) (Q2R (pla_radius c)) p q ->
     forall nu, In nu (network (dimension P) r 0 q) -> fst nu <> 0) ->
  (forall q y u, within (parameters P r) (Q2R (pla_radius c)) p q ->
     within (parameters P m) (Q2R (pla_wide_radius c)) (flatten (pla_wide c q)) y ->
     (forall cs, In cs (pla_penalties c) -> dot (map Q2R (penalty_vector (dimension P) cs)) (coordinates 0 (parameters P m) u) = 0) ->
     0 <= Curvature P m y u u) ->
  (forall q, within (parameters P r) (Q2R (pla_radius c)) p q ->
     definite 1 P m (flatten (pla_wide c q)) (map at_rational (pla_positive c))) ->
  PlateauVerdict c.
Proof.
  intros P r p x m HA HS HPl H1 H2 H3 HNull HL HR Hnz Hpos Hdef.
  destruct (existence_from_facts P r p x (pla_radius c) HA H1 H2 H3) as (q & Hq & Hcrit & _).
  unfold accepted, split_report in HS. cbn [forallb snd] in HS.
  apply andb_prop in HS as [Hlen HS]. apply andb_prop in HS as [HS _]. apply Nat.eqb_eq in Hlen.
  unfold accepted, plateau_arithmetic in HPl. cbn [forallb snd] in HPl.
  apply andb_prop in HPl as [Hann HPl]. apply andb_prop in HPl as [HW HPl]. apply andb_prop in HPl as [_ HPl].
  apply andb_prop in HPl as [Href _]. apply Qltb_lt in HW. rewrite Q2R_zero in HW.
  pose proof (real_split_sums _ HS) as Hsums.
  assert (Hsl : List.length (real_split (pla_split c)) = r) by (unfold real_split; now rewrite map_length).
  assert (Em : m = copies (real_split (pla_split c))) by (symmetry; apply copies_real_split).
  pose proof (proj1 (critical_point_slope P r q) Hcrit) as Hslope.
  assert (Ew : width (real_split (pla_split c)) [] = m) by (rewrite Em; unfold width; simpl; lia).
  assert (Ewide : wide P r q (real_split (pla_split c)) [] = pla_wide c q) by (unfold wide, pla_wide; simpl; apply app_nil_r).
  assert (Hnet : network (dimension P) m 0 (flatten (pla_wide c q)) = pla_wide c q).
  { rewrite <- Ew, <- Ewide. apply network_wide; auto. intros w []. }
  assert (Hloss : Loss P m (flatten (pla_wide c q)) = Loss P r q).
  { rewrite <- Ew, <- Ewide. apply loss_wide; auto. intros w []. }
  exists q. split; [exact Hq|]. cbv zeta. split; [exact Hnet|].
  assert (Hc : critical_point P m (flatten (pla_wide c q))).
  { apply critical_point_slope. rewrite <- Ew, <- Ewide. apply wide_critical; auto; intros w []. }
  assert (Hm : local_minimum P m (flatten (pla_wide c q))).
  { rewrite Em. unfold pla_wide. change (pla_problem c) with P. change (pla_width c) with r.
    apply (split_local_minimum P r q _ (Q2R (pla_wide_radius c)) Hsl Hsums (Hnz q Hq) Hslope HW).
    rewrite <- Em. intros y u Hy Ht. apply (Hpos q y u Hq Hy). intros cs Hcs.
    rewrite forallb_forall in Hann. change (parameters P m) with (m * S (dimension P))%nat.
    rewrite <- (flat_network (dimension P) m 0 u), dot_penalty by apply network_regular.
    apply (tangent_penalty (pla_split c)); auto. rewrite network_length.
    specialize (Hann cs Hcs). clear - Hann. unfold m, pla_wide_width. revert cs Hann.
    induction (pla_split c) as [|mus s IH]; intros cs H.
    + destruct cs; [reflexivity|discriminate].
    + cbn [annihilates] in H. apply andb_prop in H as [H H3]. apply andb_prop in H as [H1 _]. apply Nat.leb_le in H1.
      specialize (IH _ H3). simpl. rewrite app_length, IH, skipn_length. lia. }
  assert (Hi : morse_index P m (flatten (pla_wide c q)) 0) by now apply minimum_index.
  assert (Hnw : forall w : list R, In w [] -> List.length w = dimension P) by (intros w []).
  assert (Hzw : forall w : list R, In w [] -> phi P (network (dimension P) r 0 q) w = 0) by (intros w []).
  assert (HNull' : accepted (null_report (pla_split c) (width (real_split (pla_split c)) []) (pla_null c)) = true) by now rewrite Ew.
  split; [exact Hc|split; [exact Hm|split; [exact Hi|split; [|split; [|split; [|split; [|split]]]]]]];
    change (pla_problem c) with P; change (pla_wide_width c) with m.
  - rewrite <- Ewide, <- Ew. exact (copies_plane P r q (pla_split c) [] Hlen HS Hnw Hslope (Hnz q Hq) Hzw (pla_null c) HNull').
  - intros Hne.
    destruct (null_facts P (pla_split c) [] (pla_null c) HNull') as [F I].
    destruct (pla_null c) as [|bs l] eqn:En; [now elim Hne|].
    assert (Z : forall v, Curvature P m (flatten (pla_wide c q)) (output_direction (dimension P) (map Q2R bs)) v = 0).
    { intros v. rewrite <- Ewide, <- Ew. destruct (F bs (in_eq _ _)). apply balanced_null; auto; exact (Hnz q Hq). }
    split.
    + intros u e He. rewrite Rmult_0_l. apply Rnot_lt_le. intros Hlt. apply (proj2 Hi [u]); [simpl; lia|].
      intros [|y [|y' c']] Hl (y0 & Hin & Hy0); try discriminate. destruct Hin as [<-|[]].
      apply second_derivative_curvature in He. exists (y * y * e). split; [|pose proof (Rsqr_pos_lt _ Hy0) as K; unfold Rsqr in K; nra].
      assert (E : forall w, Curvature P m (flatten (pla_wide c q)) (combination [y] [u]) w
        = y * Curvature P m (flatten (pla_wide c q)) u w).
      { intros w. transitivity (Curvature P m (flatten (pla_wide c q)) (fun i => y * u i + 0 * u i) w).
        - apply Curvature_ext_direction. intros; unfold combination; simpl; ring.
        - rewrite Curvature_combination. ring. }
      apply second_derivative_curvature. rewrite E, (Curvature_symmetric P m _ u), E, He. ring.
    + exists (output_direction (dimension P) (map Q2R bs)), 0. split; [apply second_derivative_curvature; now rewrite Z|]. split; [lra|].
      apply Rnot_le_lt. intros H0.
      assert (K : forall x, In x (1 :: map (fun _ => 0) l) -> x = 0).
      { apply I; [unfold null_directions; simpl; now rewrite !map_length|]. intros i Hi'. cbn [null_directions map].
        rewrite combination_cons, combination_zero by (intros x' Hx'; now apply in_map_iff in Hx' as (y' & <- & _)).
        fold (null_directions (dimension P) l).
        rewrite Ew in Hi'. pose proof (N2_coord (parameters P m) (output_direction (dimension P) (map Q2R bs)) i Hi') as C.
        unfold N2 in C. nra. }
      specialize (K 1 (in_eq _ _)). lra.
  - intros Hexact. apply Nat.eqb_eq in Hexact. fold P m in Hexact.
    rewrite <- Ewide, <- Ew. apply (copies_inertia P r q (pla_split c) [] Hlen HS Hnw Hslope (Hnz q Hq) (pla_null c) HNull' [] (map at_rational (pla_positive c))).
    + intros [|y c'] Hl; [|discriminate]. intros (y0 & [] & _).
    + rewrite Ew, Ewide. now apply Hdef.
    + rewrite Ew, map_length. simpl. lia.
  - intros (mus & Hmus & Htwo). rewrite Em. apply (split_point_not_strict P r q _ Hsl Hsums (Hnz q Hq)).
    exists (map Q2R mus). split; [|now rewrite map_length]. unfold real_split. now apply in_map.
  - rewrite Hloss. now apply HL.
  - intros Hx. apply (reference_not_global P m (pla_reference c) (pla_loss_above c)); auto. rewrite Hloss. now apply HL.
Qed.

(* The number of the verdict: the nullity is known exactly, and is this. *)
Definition pla_counts (c : plateau_certificate) (null : nat) : Prop := pla_exact c = true /\ List.length (pla_null c) = null.
Lemma pla_counts_sound c null : pla_exact c && Nat.eqb (List.length (pla_null c)) null = true -> pla_counts c null.
Proof. intros H. apply andb_prop in H as [H1 H2]. apply Nat.eqb_eq in H2. now split. Qed.
