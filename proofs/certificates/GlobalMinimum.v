(* Exact global minima by algebra: two networks are equal as functions when, after turning every
   input weight to a positive leading coordinate, the constants and the sums of the outputs with
   equal input weights agree.  Rational arithmetic only, nothing is rounded.

     a s(-z) = a - a s(z), s(0) = 1/2 for the sigmoid;    a tanh(-z) = - a tanh(z), tanh(0) = 0. *)
From Coq Require Import Reals Lra Lia ZArith List QArith Qreals String.
From Certify Require Import Specification Statements Vector LocalMinimum Smooth QuadraticForm Calculus Lift Program RealProgram Evidence Distances.
Import ListNotations.
Open Scope R_scope.

(* * Canonical form: a constant and a list of classes (v, sum of the outputs) *)
Definition rational_neuron : Type := Q * list Q.

Fixpoint leading_sign (w : list Q) : comparison :=
  match w with
  | [] => Eq
  | c :: w' => match Qcompare c 0 with Eq => leading_sign w' | o => o end
  end.

Fixpoint same_weights (v w : list Q) : bool :=
  match v, w with
  | [], [] => true
  | a :: v', b :: w' => Qeq_bool a b && same_weights v' w'
  | _, _ => false
  end.

Fixpoint add_to_class (a : Q) (w : list Q) (classes : list rational_neuron) : list rational_neuron :=
  match classes with
  | [] => [(a, w)]
  | (b, v) :: rest => if same_weights v w then ((b + a)%Q, v) :: rest else (b, v) :: add_to_class a w rest
  end.

Definition add_neuron (f : activation) (nu : rational_neuron) (form : Q * list rational_neuron) : Q * list rational_neuron :=
  let (a, w) := nu in let (c, classes) := form in
  match leading_sign w with
  | Gt => (c, add_to_class a w classes)
  | Lt => ((match f with Sigmoid => c + a | Tanh => c end)%Q, add_to_class (- a) (map Qopp w) classes)
  | Eq => ((match f with Sigmoid => c + a * (1 # 2) | Tanh => c end)%Q, classes)
  end.

Definition canonical (f : activation) (net : list rational_neuron) : Q * list rational_neuron :=
  fold_right (add_neuron f) (0%Q, []) net.

Definition vanishes (form : Q * list rational_neuron) : bool :=
  Qeq_bool (fst form) 0 && forallb (fun nu => Qeq_bool (fst nu) 0) (snd form).

(* * Its value is the output of the network *)
Definition form_value (f : activation) (form : Q * list rational_neuron) (x : list R) : R :=
  Q2R (fst form) + output f (map real_neuron (snd form)) x.

Lemma activate_opp f z : activate f (- z) = (match f with Sigmoid => 1 | Tanh => 0 end) - activate f z.
Proof.
  destruct f; simpl.
  - unfold sigmoid. rewrite Ropp_involutive. pose proof (exp_pos z). pose proof (exp_pos (- z)).
    assert (E : exp (- z) = / exp z) by apply exp_Ropp. rewrite E. field. lra.
  - unfold hyperbolic_tangent. rewrite Ropp_involutive. pose proof (exp_sum_pos z).
    field; lra.
Qed.
Lemma activate_0 f : activate f 0 = match f with Sigmoid => 1 / 2 | Tanh => 0 end.
Proof.
  destruct f; simpl; [unfold sigmoid|unfold hyperbolic_tangent]; rewrite Ropp_0, exp_0; field.
Qed.

Lemma dot_opp_weights w x : dot (map Q2R (map Qopp w)) x = - dot (map Q2R w) x.
Proof. revert x. induction w as [|c w IH]; intros [|y x]; simpl; try ring. rewrite IH, Q2R_opp. ring. Qed.

Lemma leading_sign_Eq w x : leading_sign w = Eq -> dot (map Q2R w) x = 0.
Proof.
  revert x. induction w as [|c w IH]; intros [|y x] H; simpl; try reflexivity.
  simpl in H. destruct (Qcompare_spec c 0) as [E| |]; try discriminate.
  rewrite IH by assumption. apply Qeq_eqR in E. rewrite E, Q2R_zero. ring.
Qed.

Lemma same_weights_dot v w x : same_weights v w = true -> dot (map Q2R v) x = dot (map Q2R w) x.
Proof.
  revert w x. induction v as [|a v IH]; intros [|b w] x H; try discriminate; [reflexivity|].
  simpl in H. apply andb_prop in H as [H1 H2]. apply Qeq_bool_eq, Qeq_eqR in H1.
  destruct x as [|y x]; simpl; [reflexivity|]. rewrite H1, (IH w) by assumption. reflexivity.
Qed.

Lemma add_to_class_value f a w classes x :
  output f (map real_neuron (add_to_class a w classes)) x
  = Q2R a * activate f (dot (map Q2R w) x) + output f (map real_neuron classes) x.
Proof.
  induction classes as [|(b, v) rest IH]; simpl; [ring|].
  destruct (same_weights v w) eqn:E; simpl.
  - rewrite (same_weights_dot v w x E), Q2R_plus. ring.
  - rewrite IH. ring.
Qed.

Lemma add_neuron_value f nu form x :
  form_value f (add_neuron f nu form) x
  = Q2R (fst nu) * activate f (dot (map Q2R (snd nu)) x) + form_value f form x.
Proof.
  destruct nu as (a, w), form as (c, classes). unfold form_value, add_neuron.
  destruct (leading_sign w) eqn:E; cbn [fst snd].
  - rewrite (leading_sign_Eq w x E), activate_0. destruct f; rewrite ?Q2R_plus, ?Q2R_mult; [|ring].
    replace (Q2R (1 # 2)) with (1 / 2) by (unfold Q2R; simpl; field). ring.
  - rewrite add_to_class_value, dot_opp_weights, activate_opp, Q2R_opp.
    destruct f; rewrite ?Q2R_plus; ring.
  - rewrite add_to_class_value. ring.
Qed.

Lemma canonical_value f net x : form_value f (canonical f net) x = output f (map real_neuron net) x.
Proof.
  induction net as [|nu net IH]; [unfold form_value; simpl; rewrite Q2R_zero; ring|].
  cbn [canonical fold_right]. rewrite add_neuron_value. unfold canonical in IH. rewrite IH.
  destruct nu; reflexivity.
Qed.

Lemma vanishes_value f form x : vanishes form = true -> form_value f form x = 0.
Proof.
  destruct form as (c, classes). unfold vanishes, form_value. cbn [fst snd]. intros H.
  apply andb_prop in H as [Hc H]. apply Qeq_bool_eq, Qeq_eqR in Hc. rewrite Hc, Q2R_zero.
  induction classes as [|(a, w) rest IH]; simpl in *; [ring|].
  apply andb_prop in H as [Ha H]. apply Qeq_bool_eq, Qeq_eqR in Ha. cbn [fst] in Ha.
  rewrite Ha, Q2R_zero. specialize (IH H). lra.
Qed.

(* * Zero loss *)
Definition equal_functions (f : activation) (student teacher : list rational_neuron) : bool :=
  vanishes (canonical f (student ++ map (fun nu => ((- fst nu)%Q, snd nu)) teacher)).

Lemma output_negated f t x : output f (map real_neuron (map (fun nu => ((- fst nu)%Q, snd nu)) t)) x = - output f (map real_neuron t) x.
Proof. induction t as [|(c,w) t IH]; simpl; [ring|]. rewrite IH, Q2R_opp. ring. Qed.

Lemma equal_functions_sound f s t x : equal_functions f s t = true ->
  output f (map real_neuron s) x = output f (map real_neuron t) x.
Proof.
  intros H. apply (vanishes_value f _ x) in H.
  rewrite canonical_value, map_app, output_app, output_negated in H. now apply Rminus_diag_uniq.
Qed.

Definition zero_loss (P : problem) (m : nat) (theta : list Q) : bool :=
  match target P with
  | Teacher t => Nat.eqb (List.length theta) (parameters P m)
                 && equal_functions (unit_function P) (neurons_of (dimension P) m theta) t
  | Given _ => false
  end.

Lemma neurons_of_rational d m l :
  neurons_of d m (map Q2R l) = map real_neuron (neurons_of d m l).
Proof.
  revert l. induction m as [|m IH]; intros l; [reflexivity|]. destruct l as [|a l]; [reflexivity|].
  cbn [neurons_of map]. unfold real_neuron at 1. cbn [fst snd]. now rewrite firstn_map, skipn_map, IH.
Qed.

Lemma network_rational P m l : List.length l = parameters P m ->
  network (dimension P) m 0 (at_rational l) = map real_neuron (neurons_of (dimension P) m l).
Proof.
  intros H. rewrite <- (neurons_of_coordinates P m 0), <- neurons_of_rational.
  now rewrite coordinates_rational.
Qed.

Theorem zero_loss_sound P m theta : zero_loss P m theta = true -> Loss P m (at_rational theta) = 0.
Proof.
  unfold zero_loss. destruct (target P) as [t|v] eqn:Ht; [|discriminate]. intros H.
  apply andb_prop in H as [H1 H2]. apply Nat.eqb_eq in H1.
  rewrite Loss_sum, (network_rational P m theta H1).
  rewrite (SumL_ext_in _ (fun _ => 0 * 0)).
  - rewrite SumL_scal. unfold Rdiv. ring.
  - intros z Hz. assert (E : residual P (map real_neuron (neurons_of (dimension P) m theta)) z = 0); [|rewrite E; ring].
    unfold residual. rewrite (equal_functions_sound _ _ t) by assumption.
    unfold samples, label_values in Hz. rewrite Ht in Hz.
    assert (K : forall (l : list (list R)) (g : list R -> R), In z (combine l (map g l)) -> snd z = g (fst z)).
    { clear. induction l as [|x l IH]; intros g Hz; [destruct Hz|]. simpl in Hz. destruct Hz as [<-|Hz]; auto. }
    rewrite (K _ _ Hz). ring.
Qed.

Lemma Loss_nonneg P m q : 0 <= Loss P m q.
Proof.
  rewrite Loss_sum. unfold weight.
  assert (HS : 0 <= SumL (fun z => residual P (network (dimension P) m 0 q) z * residual P (network (dimension P) m 0 q) z) (samples P)).
  { apply SumL_nonneg. intros z. apply Rle_0_sqr. }
  destruct (List.length (points P)) as [|N] eqn:E.
  - unfold samples. apply length_zero_iff_nil in E. rewrite E. simpl. lra.
  - apply Rmult_le_pos; [|lra]. apply Rmult_le_pos; [lra|]. left. apply Rinv_0_lt_compat, lt_0_INR. lia.
Qed.

(* * The certificate *)
Record global_minimum_certificate := GlobalMinimum {
  gm_problem : problem;
  gm_width : nat;
  gm_point : list Q;        (* the exact global minimum *)
  gm_candidate : list Q;    (* the point the user asked about *)
  gm_away : Q               (* the minimum is at most this far from it *)
}.

Definition global_minimum_report (c : global_minimum_certificate) : report :=
  let n := parameters (gm_problem c) (gm_width c) in
  [ ("problem well formed", well_formed (gm_problem c));
    ("loss exactly zero", zero_loss (gm_problem c) (gm_width c) (gm_point c));
    ("points have n coordinates", Nat.eqb (List.length (gm_point c)) n && Nat.eqb (List.length (gm_candidate c)) n);
    ("candidate within distance", distance_test n (gm_point c) (gm_candidate c) 0 (gm_away c)) ]%string.

Definition GlobalMinimumVerdict (c : global_minimum_certificate) : Prop :=
  exact_global_minimum (gm_problem c) (gm_width c) (gm_point c) (gm_candidate c) (gm_away c).

Theorem global_minimum_sound c : accepted (global_minimum_report c) = true -> GlobalMinimumVerdict c.
Proof.
  intros H. unfold accepted, global_minimum_report in H. cbn [forallb snd] in H.
  apply andb_prop in H as [_ H]. apply andb_prop in H as [H0 H]. apply andb_prop in H as [Hn H].
  apply andb_prop in H as [Hd _]. apply andb_prop in Hn as [Hp Hc]. apply Nat.eqb_eq in Hp. apply Nat.eqb_eq in Hc.
  pose proof (zero_loss_sound _ _ _ H0) as HL. unfold GlobalMinimumVerdict, exact_global_minimum. repeat split.
  - exact HL.
  - intros q. rewrite HL. apply Loss_nonneg.
  - apply (distance_test_sound _ (gm_point c) (gm_candidate c) 0 (gm_away c)); auto; rewrite Q2R_zero; [apply Rle_refl|].
    intros i _. rewrite Rminus_eq_0, Rabs_R0. apply Rle_refl.
Qed.
