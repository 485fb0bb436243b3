(* The verified checker for plateaus. *)
From Coq Require Import Reals Lra Lia ZArith List QArith Qreals String.
From Coquelicot Require Import Rcomplements.
From Flocq Require Import Zaux.
From Interval Require Import Float.Sig.
From Certify Require Import Specification Statements Vector LocalMinimum Smooth SafranShamir QuadraticForm
  Calculus Lift SplitMinimum Program RealProgram Evidence Enclosure Tests
  GlobalMinimum Existence Reference Copies DegenerateSaddle Plateau Checker LiftChecker.
Import ListNotations.
Open Scope R_scope.
Open Scope string_scope. Open Scope list_scope.

Module PlateauChecker
  (Coarse : FloatOps with Definition radix := radix2 with Definition sensible_format := true)
  (Fine : FloatOps with Definition radix := radix2 with Definition sensible_format := true).
Include LiftChecker Coarse Fine.

Section Bits.
Variables coarse_bits fine_bits : positive.
Notation coarse := (Coarse.PtoP coarse_bits).
Notation fine := (Fine.PtoP fine_bits).
Notation intervals := (C.E.intervals coarse).
Notation relN := (Program.relN C.E.ct).

(* Every parameter widened by the radius. *)
Definition widen (radius : Q) (x : C.E.I.type) : C.E.I.type :=
  C.E.I.add coarse x (C.E.I.join (C.E.of_rational coarse (- radius)) (C.E.of_rational coarse radius)).
Definition widen_network (radius : Q) (net : list tneuron) : list tneuron :=
  map (fun nu => (widen radius (fst nu), map (widen radius) (snd nu))) net.

Lemma widen_encloses radius x a b : C.E.ct x b -> Rabs (a - b) <= Q2R radius -> C.E.ct (widen radius x) a.
Proof.
  intros Hx Ha. replace a with (b + (a - b)) by ring. apply C.E.ct_add; [exact Hx|].
  apply Rabs_le_between in Ha.
  apply (C.E.ct_between _ (Q2R (- radius)) (Q2R radius)).
  - apply C.E.I.join_correct; left; apply C.E.ct_rational.
  - apply C.E.I.join_correct; right; apply C.E.ct_rational.
  - rewrite Q2R_opp. lra.
Qed.
Lemma widen_network_encloses radius netI net net' : Forall2 relN netI net -> near (Q2R radius) net' net ->
  Forall2 relN (widen_network radius netI) net'.
Proof.
  intros H. revert net'. induction H as [|x y netI net (H1 & H2) H IH]; intros net' Hn; inversion Hn as [|z y' l l' [N1 N2] N3]; subst.
  - constructor.
  - constructor; [|now apply IH]. split; cbn [fst snd].
    + now apply widen_encloses with (b := fst y).
    + clear - H2 N2. revert N2. generalize (snd z) as w. induction H2; intros w N2; inversion N2; subst; constructor; auto.
      eapply widen_encloses; eassumption.
Qed.

Definition penalised (H : list (list C.E.I.type)) (penalties : list (list Q)) : list (list C.E.I.type) :=
  fold_right (fun c acc => madd intervals (outer intervals (C.E.vector coarse c)) acc) H penalties.
Definition penalised_real (H : list (list R)) (penalties : list (list Q)) : list (list R) :=
  fold_right (fun c acc => madd reals (outer reals (map Q2R c)) acc) H penalties.
Lemma penalised_encloses H H' penalties : Forall2 (Forall2 C.E.ct) H H' ->
  Forall2 (Forall2 C.E.ct) (penalised H penalties) (penalised_real H' penalties).
Proof.
  intros HH. induction penalties as [|c l IH]; simpl; [assumption|].
  apply (p_madd intervals reals C.E.ct); try C.E.arithmetic_facts; [|exact IH].
  apply (p_outer intervals reals C.E.ct); try C.E.arithmetic_facts. apply p_map_same. apply C.E.ct_rational.
Qed.
Lemma penalised_bilinear H penalties u : (forall c, In c penalties -> dot (map Q2R c) u = 0) ->
  bilinear (penalised_real H penalties) u u = bilinear H u u.
Proof.
  intros H0. induction penalties as [|c l IH]; simpl; [reflexivity|].
  rewrite bilinear_add, bilinear_outer, IH, (H0 c (in_eq _ _)) by (intros; apply H0; now right). ring.
Qed.

Definition plateau_report (c : plateau_certificate) : report :=
  let P := pla_problem c in let r := pla_width c in let m := pla_wide_width c in
  let s := C.E.evaluation coarse P r (pla_radius c) (pla_centre c) in
  let wide := widen_network (pla_wide_radius c) (wide_intervals coarse_bits P r (pla_radius c) (pla_centre c) (pla_split c) []) in
  let H := hessian intervals P (evaluate intervals P wide) in
  (shape_report P r (pla_centre c) ++
   split_report r (pla_split c) ++
   existence_report coarse_bits fine_bits P r (pla_radius c) (pla_existence c)
     (gradient (G.E.intervals fine) P (G.E.point_evaluation fine P r (pla_centre c))) (hessian intervals P s) ++
   plateau_arithmetic c ++
   null_report (pla_split c) m (pla_null c) ++
  [ ("outputs of the narrow network not zero",
       forallb (fun nu => nonzero coarse_bits (fst nu)) (neurons_of (dimension P) r (C.E.box coarse (pla_radius c) (pla_centre c))));
    ("wide Hessian factored on tangent directions",
       C.curvature_test coarse P m (penalised H (map (penalty_vector (dimension P)) (pla_penalties c)))
         (pla_shift c) (pla_factor c) (pla_factor_error c));
    ("loss above its bound over the box",
       C.E.strictly_below coarse (C.E.of_rational coarse (pla_loss_above c)) (loss intervals P s));
    ("better point below its bound", reference_test fine_bits P m (pla_reference c));
    ("directions have n coordinates", forallb (fun v => has_length v (parameters P m)) (pla_positive c));
    ("positive directions of the wide network", C.definite_test coarse true H (pla_positive c)) ]).

Theorem plateau_sound c : accepted (plateau_report c) = true -> PlateauVerdict c.
Proof.
  intros H. unfold plateau_report in H. cbv zeta in H.
  apply accepted_app in H as [HS H]. apply accepted_app in H as [HSp H]. apply accepted_app in H as [HE H].
  apply accepted_app in H as [HPl H]. apply accepted_app in H as [HNull H].
  unfold shape_report in HS. split_report HS. split_report H. apply Nat.eqb_eq in T0.
  set (P := pla_problem c) in *. set (r := pla_width c) in *.
  destruct (existence_facts coarse_bits fine_bits P r _ _ _ _ _ T (point_gradient fine_bits P r _ T0)
    (fun q Hq => C.E.hessian_encloses coarse P _ _ (C.E.evaluation_encloses coarse P r _ _ q T0 Hq)) HE) as (F1 & F2 & F3 & F4).
  assert (Hnet : forall q, within (parameters P r) (Q2R (pla_radius c)) (at_rational (pla_centre c)) q ->
    Forall2 relN (neurons_of (dimension P) r (C.E.box coarse (pla_radius c) (pla_centre c))) (network (dimension P) r 0 q)).
  { intros q Hq. now apply box_network. }
  pose proof HPl as HPl'. unfold plateau_arithmetic in HPl'. split_report HPl'.
  apply andb_prop in T9 as [He Hmu]. apply Qle_bool_le in He, Hmu. rewrite Q2R_zero in He.
  unfold accepted, split_report in HSp. pose proof HSp as HSp'. cbn [forallb snd] in HSp'.
  apply andb_prop in HSp' as [Hlen _]. apply Nat.eqb_eq in Hlen.
  set (m := pla_wide_width c) in *.
  assert (HH : forall q y, within (parameters P r) (Q2R (pla_radius c)) (at_rational (pla_centre c)) q ->
    within (parameters P m) (Q2R (pla_wide_radius c)) (flatten (pla_wide c q)) y ->
    Forall2 (Forall2 C.E.ct)
      (hessian intervals P (evaluate intervals P (widen_network (pla_wide_radius c) (wide_intervals coarse_bits P r (pla_radius c) (pla_centre c) (pla_split c) []))))
      (hessian reals P (evaluate reals P (network (dimension P) m 0 y)))).
  { intros q y Hq Hy.
    assert (HN : Forall2 relN (wide_intervals coarse_bits P r (pla_radius c) (pla_centre c) (pla_split c) []) (pla_wide c q)).
    { pose proof (wide_encloses coarse_bits P r (pla_radius c) (pla_centre c) (pla_split c) [] q [] T0 Hq eq_refl (Forall2_nil _)) as K.
      cbn [added map] in K. rewrite app_nil_r in K. exact K. }
    assert (Hw : network (dimension P) m 0 (flatten (pla_wide c q)) = pla_wide c q).
    { assert (El : List.length (pla_wide c q) = m).
      { unfold pla_wide, m, pla_wide_width. rewrite split_network_length; [apply copies_real_split|].
        unfold real_split. rewrite map_length, network_length. exact Hlen. }
      rewrite <- El. apply network_flatten, split_network_regular, network_regular. }
    assert (Hnear : near (Q2R (pla_wide_radius c)) (network (dimension P) m 0 y) (pla_wide c q)).
    { rewrite <- Hw. apply near_network. intros i Hi. apply Hy. unfold parameters. lia. }
    apply C.E.hessian_encloses. apply (p_evaluate intervals reals C.E.ct (fun x => 0 < x)); try C.E.arithmetic_facts.
    exact (widen_network_encloses _ _ _ _ HN Hnear). }
  apply plateau_from_facts; auto.
  - intros q Hq. rewrite <- (loss_real P r T).
    eapply C.E.strictly_below_correct; [apply C.E.ct_rational| |exact T3].
    apply C.E.loss_encloses. now apply C.E.evaluation_encloses.
  - now apply (reference_test_sound fine_bits).
  - intros q Hq. exact (nonzero_sound _ _ _ (Hnet q Hq) T1).
  - intros q y u Hq Hy Hpen. fold P in Hy, Hpen |- *. fold m in Hy, Hpen |- *.
    rewrite <- (hessian_real P m T).
    rewrite <- (penalised_bilinear _ (map (penalty_vector (dimension P)) (pla_penalties c))).
    + eapply Rle_trans; [|apply (C.factored_matrix coarse P m _ _ (pla_shift c) (pla_factor c) (pla_factor_error c)
        (coordinates 0 (parameters P m) u) He (penalised_encloses _ _ _ (HH q y Hq Hy))); [rewrite coordinates_length; apply le_n|exact T2]].
      apply Rmult_le_pos; [lra|apply squares_nonneg].
    + intros cs Hcs. apply in_map_iff in Hcs as (k & <- & Hk). now apply Hpen.
  - intros q Hq. fold P m.
    refine (C.definite_test_sound coarse P m T (Q2R (pla_wide_radius c)) (flatten (pla_wide c q)) _ (fun y => HH q y Hq) true _ T5 T6 _ _).
    intros i _. rewrite Rminus_eq_0, Rabs_R0. apply Rlt_le. apply Qltb_lt in T8. now rewrite Q2R_zero in T8.
Qed.
End Bits.
End PlateauChecker.
