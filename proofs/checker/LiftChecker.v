(* The verified checker for critical points that are not isolated: a narrow certificate, an exact
   structure, and one test on the wide network. *)
From Coq Require Import Reals Lra Lia ZArith List QArith Qreals String.
From Coquelicot Require Import Rcomplements.
From Flocq Require Import Zaux.
From Interval Require Import Float.Sig.
From Certify Require Import Specification Statements Vector LocalMinimum Smooth SafranShamir QuadraticForm
  Calculus Lift Program RealProgram Evidence Enclosure Tests
  GlobalMinimum Existence Reference Copies DegenerateSaddle Checker.
Import ListNotations.
Open Scope R_scope.
Open Scope string_scope. Open Scope list_scope.

Module LiftChecker
  (Coarse : FloatOps with Definition radix := radix2 with Definition sensible_format := true)
  (Fine : FloatOps with Definition radix := radix2 with Definition sensible_format := true).
Include Checker Coarse Fine.

Section Bits.
Variables coarse_bits fine_bits : positive.
Notation coarse := (Coarse.PtoP coarse_bits).
Notation intervals := (C.E.intervals coarse).
Notation relN := (Program.relN C.E.ct).

(* * The wide network in intervals *)
Definition added_interval (x : added_neuron) : tneuron :=
  (C.E.of_rational coarse 0,
   map2 (fun a h => C.E.I.join (C.E.of_rational coarse (a - h)) (C.E.of_rational coarse (a + h)))
     (added_middle x) (added_step x)).
Definition wide_intervals (P : problem) (r : nat) (radius : Q) (centre : list Q)
    (s : list (list Q)) (l : list added_neuron) : list tneuron :=
  split_all intervals (map (map (C.E.of_rational coarse)) s)
    (neurons_of (dimension P) r (C.E.box coarse radius centre)) ++ map added_interval l.

Lemma added_interval_encloses x t : -1 <= t <= 1 -> List.length (added_middle x) = List.length (added_step x) ->
  relN (added_interval x) (0, added_weights x t).
Proof.
  intros Ht Hl. split; cbn [fst snd added_interval].
  - rewrite <- Q2R_zero. apply C.E.ct_rational.
  - unfold added_weights. revert Hl. generalize (added_step x) as h. induction (added_middle x) as [|a w IH];
      intros [|b h] Hl; try discriminate; constructor; [|apply IH; simpl in Hl; congruence].
    set (J := C.E.I.join _ _).
    assert (H1 : C.E.ct J (Q2R (a - b))) by (apply C.E.I.join_correct; left; apply C.E.ct_rational).
    assert (H2 : C.E.ct J (Q2R (a + b))) by (apply C.E.I.join_correct; right; apply C.E.ct_rational).
    rewrite Q2R_minus in H1. rewrite Q2R_plus in H2.
    destruct (Rle_dec 0 (Q2R b)) as [Hb|Hb].
    + apply (C.E.ct_between _ _ _ _ H1 H2). nra.
    + apply (C.E.ct_between _ _ _ _ H2 H1). nra.
Qed.

Lemma box_network P r radius centre q : List.length centre = parameters P r ->
  within (parameters P r) (Q2R radius) (at_rational centre) q ->
  Forall2 relN (neurons_of (dimension P) r (C.E.box coarse radius centre)) (network (dimension P) r 0 q).
Proof.
  intros Hp Hq. rewrite <- (neurons_of_coordinates P r 0 q). apply p_neurons_of.
  rewrite <- Hp in Hq. change (r * S (dimension P))%nat with (parameters P r). rewrite <- Hp. now apply C.E.ct_box.
Qed.

Lemma split_encloses s : Forall2 (Forall2 C.E.ct) (map (map (C.E.of_rational coarse)) s) (real_split s).
Proof.
  apply p_map_same. intros mus. apply p_map_same. apply C.E.ct_rational.
Qed.

Lemma wide_encloses P r radius centre s l q ws : List.length centre = parameters P r ->
  within (parameters P r) (Q2R radius) (at_rational centre) q ->
  forallb (added_fits (dimension P)) l = true ->
  Forall2 (fun x w => exists t, -1 <= t <= 1 /\ w = added_weights x t) l ws ->
  Forall2 relN (wide_intervals P r radius centre s l) (split_network (real_split s) (network (dimension P) r 0 q) ++ added ws).
Proof.
  intros Hp Hq Hf Hw. apply Forall2_app.
  - rewrite <- split_all_real. apply (p_split_all intervals reals C.E.ct); try C.E.arithmetic_facts.
    + apply split_encloses.
    + now apply box_network.
  - clear Hq. induction Hw as [|x w l ws (t & Ht & ->) H IH]; [constructor|].
    cbn [forallb] in Hf. apply andb_prop in Hf as [Hx Hf]. constructor; [|now apply IH].
    apply added_interval_encloses; [assumption|].
    apply andb_prop in Hx as [H1 H2]. apply Nat.eqb_eq in H1, H2. congruence.
Qed.

(* The Hessian of the wide network at one point. *)
Lemma wide_hessian_encloses P netI net : List.length net = List.length netI -> regular (dimension P) net ->
  Forall2 relN netI net -> forall q, within (parameters P (List.length net)) 0 (flatten net) q ->
  Forall2 (Forall2 C.E.ct) (hessian intervals P (evaluate intervals P netI))
    (hessian reals P (evaluate reals P (network (dimension P) (List.length net) 0 q))).
Proof.
  intros Hl Hr HN q Hq.
  assert (E : network (dimension P) (List.length net) 0 q = net).
  { rewrite <- (network_flatten (dimension P) net Hr) at 2. apply network_ext. intros i Hi.
    specialize (Hq i ltac:(exact Hi)). apply Rabs_le_between in Hq. lra. }
  rewrite E. apply C.E.hessian_encloses.
  apply (p_evaluate intervals reals C.E.ct (fun x => 0 < x)); try C.E.arithmetic_facts. exact HN.
Qed.

(* ** A neuron of output 0 is critical for some input weights on the given segment *)
Definition end_weights (x : added_neuron) (plus : bool) : list Q :=
  map2 (fun a h => if plus then (a + h)%Q else (a - h)%Q) (added_middle x) (added_step x).
Definition sign_change_test (P : problem) (s : list (sample (T := C.E.I.type))) (x : added_neuron) : bool :=
  let low := added_slope intervals P s (C.E.vector coarse (end_weights x false)) in
  let high := added_slope intervals P s (C.E.vector coarse (end_weights x true)) in
  let zero := C.E.of_rational coarse 0 in
  (C.E.strictly_below coarse low zero && C.E.strictly_below coarse zero high
   || C.E.strictly_below coarse zero low && C.E.strictly_below coarse high zero)%bool.

Lemma end_weights_real x (plus : bool) : List.length (added_middle x) = List.length (added_step x) ->
  map Q2R (end_weights x plus) = added_weights x (if plus then 1 else -1).
Proof.
  unfold end_weights, added_weights. generalize (added_step x) as h.
  induction (added_middle x) as [|a w IH]; intros [|b h] Hl; try discriminate; [reflexivity|].
  cbn [map2 map add_lists]. rewrite IH by (simpl in Hl; congruence). f_equal.
  destruct plus; [rewrite Q2R_plus|rewrite Q2R_minus]; ring.
Qed.

Lemma sign_change_sound P r centre radius x : well_formed P = true -> List.length centre = parameters P r ->
  added_fits (dimension P) x = true ->
  sign_change_test P (C.E.evaluation coarse P r radius centre) x = true ->
  SignChange P r (at_rational centre) (Q2R radius) x.
Proof.
  intros HP Hc Hf H q Hq.
  assert (Hl : List.length (added_middle x) = List.length (added_step x)).
  { apply andb_prop in Hf as [H1 H2]. apply Nat.eqb_eq in H1, H2. congruence. }
  assert (E : forall plus : bool, C.E.ct (added_slope intervals P (C.E.evaluation coarse P r radius centre) (C.E.vector coarse (end_weights x plus)))
    (phi P (network (dimension P) r 0 q) (added_weights x (if plus then 1 else -1)))).
  { intros plus. rewrite <- (added_slope_real P r HP) by now apply added_weights_length.
    rewrite <- end_weights_real by assumption.
    apply (p_added_slope intervals reals C.E.ct (fun x => 0 < x)); try C.E.arithmetic_facts.
    - now apply C.E.evaluation_encloses.
    - apply p_map_same. apply C.E.ct_rational. }
  assert (Z : C.E.ct (C.E.of_rational coarse 0) 0) by (rewrite <- Q2R_zero; apply C.E.ct_rational).
  pose proof (E false) as Elow. pose proof (E true) as Ehigh. cbv beta iota in Elow, Ehigh.
  unfold sign_change_test in H. cbv zeta in H.
  apply Bool.orb_prop in H as [H|H]; apply andb_prop in H as [H1 H2].
  - pose proof (C.E.strictly_below_correct _ _ _ _ _ Elow Z H1).
    pose proof (C.E.strictly_below_correct _ _ _ _ _ Z Ehigh H2). nra.
  - pose proof (C.E.strictly_below_correct _ _ _ _ _ Z Elow H1).
    pose proof (C.E.strictly_below_correct _ _ _ _ _ Ehigh Z H2). nra.
Qed.

(* ** Outputs that are not 0 *)
Definition nonzero (x : C.E.I.type) : bool :=
  let zero := C.E.of_rational coarse 0 in (C.E.strictly_below coarse x zero || C.E.strictly_below coarse zero x)%bool.

Lemma nonzero_sound netI net : Forall2 relN netI net -> forallb (fun nu => nonzero (fst nu)) netI = true ->
  forall nu, In nu net -> fst nu <> 0.
Proof.
  intros H T1. assert (Z : C.E.ct (C.E.of_rational coarse 0) 0) by (rewrite <- Q2R_zero; apply C.E.ct_rational).
  induction H as [|x y l l' (Hx & _) H IH]; intros nu Hnu; [destruct Hnu|].
  cbn [forallb] in T1. apply andb_prop in T1 as [K T1]. destruct Hnu as [<-|Hnu]; [|now apply IH].
  unfold nonzero in K. cbv zeta in K. apply Bool.orb_prop in K as [K|K].
  - pose proof (C.E.strictly_below_correct _ _ _ _ _ Hx Z K). lra.
  - pose proof (C.E.strictly_below_correct _ _ _ _ _ Z Hx K). lra.
Qed.

(* ** Degenerate strict saddle *)
Definition degenerate_saddle_report (c : degenerate_saddle_certificate) : report :=
  let P := deg_problem c in let r := deg_width c in
  let s := C.E.evaluation coarse P r (deg_radius c) (deg_centre c) in
  let wide := wide_intervals P r (deg_radius c) (deg_centre c) (deg_split c) (deg_added c) in
  let wide_hessian := hessian intervals P (evaluate intervals P wide) in
  (shape_report P r (deg_centre c) ++
   split_report r (deg_split c) ++
   null_report (deg_split c) (deg_wide_width c) (deg_null c) ++
   existence_report coarse_bits fine_bits P r (deg_radius c) (deg_existence c)
     (gradient (G.E.intervals (Fine.PtoP fine_bits)) P (G.E.point_evaluation (Fine.PtoP fine_bits) P r (deg_centre c))) (hessian intervals P s) ++
  [ ("added neurons have the dimension of the data", forallb (added_fits (dimension P)) (deg_added c));
    ("wide network has the width claimed", Nat.eqb (List.length wide) (deg_wide_width c));
    ("added neurons change the sign of the slope", forallb (sign_change_test P s) (deg_added c));
    ("directions have n coordinates",
       forallb (fun v => has_length v (parameters P (deg_wide_width c))) (deg_negative c ++ deg_positive c));
    ("a negative direction", match deg_negative c with [] => false | _ => true end);
    ("negative directions of the wide network", C.definite_test coarse false wide_hessian (deg_negative c));
    ("positive directions of the wide network", C.definite_test coarse true wide_hessian (deg_positive c));
    ("outputs of the narrow network not zero",
       forallb (fun nu => nonzero (fst nu)) (neurons_of (dimension P) r (C.E.box coarse (deg_radius c) (deg_centre c)))) ]).

Theorem degenerate_saddle_sound c : accepted (degenerate_saddle_report c) = true -> DegenerateSaddleVerdict c.
Proof.
  intros H. unfold degenerate_saddle_report in H. cbv zeta in H.
  apply accepted_app in H as [HS H]. apply accepted_app in H as [HSp H]. apply accepted_app in H as [HNull H].
  apply accepted_app in H as [HE H].
  unfold shape_report in HS. split_report HS. split_report H.
  apply Nat.eqb_eq in T0, T2.
  set (P := deg_problem c) in *. set (r := deg_width c) in *.
  destruct (existence_facts coarse_bits fine_bits P r _ _ _ _ _ T (point_gradient fine_bits P r _ T0)
    (fun q Hq => C.E.hessian_encloses coarse P _ _ (C.E.evaluation_encloses coarse P r _ _ q T0 Hq)) HE) as (F1 & F2 & F3 & F4).
  apply degenerate_saddle_from_facts; auto.
  - intros E. now rewrite E in T5.
  - intros y Hy. rewrite forallb_forall in T1, T3. apply sign_change_sound; auto.
  - intros q Hq. apply (nonzero_sound _ _ (box_network P r _ _ q T0 Hq) T8).
  - intros q ws Hq Hws.
    assert (HN : Forall2 relN (wide_intervals P r (deg_radius c) (deg_centre c) (deg_split c) (deg_added c)) (deg_wide c q ws))
      by exact (wide_encloses P r (deg_radius c) (deg_centre c) (deg_split c) (deg_added c) q ws T0 Hq T1 Hws).
    assert (Hreg : regular (dimension P) (deg_wide c q ws)).
    { apply regular_app; [apply split_network_regular, network_regular|].
      intros z Hz. apply in_map_iff in Hz as (w & <- & Hw). cbn [snd]. clear - Hws T1 Hw.
      rewrite forallb_forall in T1. revert Hw. induction Hws as [|y v l ws (t & _ & ->) Hws IH]; intros [].
      - subst w. apply added_weights_length, T1, in_eq.
      - apply IH; auto. intros z Hz. apply T1. now right. }
    assert (Hlen : List.length (deg_wide c q ws) = deg_wide_width c)
      by exact (eq_trans (eq_sym (p_length _ _ _ HN)) T2).
    assert (HL : List.length (deg_wide c q ws) = List.length (wide_intervals P r (deg_radius c) (deg_centre c) (deg_split c) (deg_added c))).
    { symmetry. apply (p_length _ _ _ HN). }
    pose proof (wide_hessian_encloses P _ _ HL Hreg HN) as HH. rewrite Hlen in HH.
    assert (Hin : within (parameters P (deg_wide_width c)) 0 (flatten (deg_wide c q ws)) (flatten (deg_wide c q ws))).
    { intros i _. rewrite Rminus_eq_0, Rabs_R0. lra. }
    unfold has_length in T4. rewrite forallb_app in T4. apply andb_prop in T4 as [Tn Tp]. split.
    + exact (C.definite_test_sound coarse P (deg_wide_width c) T 0 (flatten (deg_wide c q ws)) _ HH false _ Tn T6 _ Hin).
    + exact (C.definite_test_sound coarse P (deg_wide_width c) T 0 (flatten (deg_wide c q ws)) _ HH true _ Tp T7 _ Hin).
Qed.
End Bits.
End LiftChecker.
