(* Levels: exact tests, and what they prove.  The teacher's neurons have different rates on a line, so no narrower network is
   the teacher; the candidate's neurons differ by more than twice the distance, so those of every point near it differ. *)
From Coq Require Import Reals Lra Lia ZArith List QArith Qabs Qreals String.
From Coquelicot Require Import Rcomplements.
From Certify Require Import Specification Statements Vector LocalMinimum Smooth QuadraticForm Distance Calculus Inertia
  LeastWidth Program RealProgram Evidence GlobalMinimum MinimumIndex.
Import ListNotations.
Open Scope R_scope.

(* * The teacher *)
Fixpoint rational_dot (u v : list Q) : Q :=
  match u, v with
  | a :: u', b :: v' => (a * b + rational_dot u' v')%Q
  | _, _ => 0%Q
  end.
Lemma rational_dot_real u v : Q2R (rational_dot u v) = dot (map Q2R u) (map Q2R v).
Proof.
  revert v. induction u as [|a u IH]; intros [|b v]; cbn [rational_dot dot map]; try apply Q2R_zero.
  now rewrite Q2R_plus, Q2R_mult, IH.
Qed.

Fixpoint different_squares (l : list Q) : bool :=
  match l with
  | [] => true
  | a :: l' => forallb (fun b => negb (Qeq_bool (a * a) (b * b))) l' && different_squares l'
  end.

Definition different_rates (neurons : list (Q * list Q)) (line : list Q) : bool :=
  let rates := map (fun nu => rational_dot (snd nu) line) neurons in
  forallb (fun nu => negb (Qeq_bool (fst nu) 0)) neurons && forallb (fun r => negb (Qeq_bool r 0)) rates
  && different_squares rates.

Lemma Qeq_bool_real a b : Q2R a = Q2R b -> Qeq_bool a b = true.
Proof. intros H. apply Qeq_bool_iff. now apply eqR_Qeq. Qed.

Lemma different_squares_sound l : different_squares l = true -> NoDup (map (fun r => Rabs (Q2R r)) l).
Proof.
  induction l as [|a l IH]; cbn [different_squares map]; intros H; constructor.
  - apply andb_prop in H as [H _]. rewrite forallb_forall in H. intros K. apply in_map_iff in K as (b & E & Hb).
    specialize (H b Hb). apply Bool.negb_true_iff in H. rewrite Qeq_bool_real in H; [discriminate|].
    rewrite !Q2R_mult. change (Rsqr (Q2R a) = Rsqr (Q2R b)). rewrite (Rsqr_abs (Q2R a)), (Rsqr_abs (Q2R b)). now rewrite E.
  - apply IH. now apply andb_prop in H as [_ H].
Qed.

Lemma rates_real neurons line : map (on_line (map Q2R line)) (map real_neuron neurons)
  = map (fun nu => (Q2R (fst nu), Q2R (rational_dot (snd nu) line))) neurons.
Proof.
  rewrite map_map. apply map_ext. intros (a, w). unfold on_line, real_neuron. cbn [fst snd]. now rewrite rational_dot_real.
Qed.

Theorem least_width_sound P neurons line : target P = Teacher neurons -> List.length line = dimension P ->
  different_rates neurons line = true -> least_width P (List.length neurons).
Proof.
  intros HT HL H. exists neurons. split; [exact HT|]. split; [reflexivity|]. intros net Hnet.
  unfold different_rates in H. apply andb_prop in H as [H Hs]. apply andb_prop in H as [Ha Hr].
  rewrite forallb_forall in Ha, Hr.
  rewrite <- (map_length real_neuron neurons), <- (map_length (on_line (map Q2R line)) (map real_neuron neurons)),
    <- (map_length (on_line (map Q2R line)) net).
  apply (line_width (unit_function P)).
  - intros t. rewrite <- !output_line. apply Hnet. now rewrite !map_length.
  - intros a c Hin. rewrite rates_real in Hin. apply in_map_iff in Hin as (nu & E & Hin). injection E as <- <-. split.
    + intros E. specialize (Ha nu Hin). rewrite Qeq_bool_real in Ha; [discriminate|]. now rewrite E, Q2R_zero.
    + intros E. specialize (Hr (rational_dot (snd nu) line) (in_map (fun nu => rational_dot (snd nu) line) _ _ Hin)).
      rewrite Qeq_bool_real in Hr; [discriminate|]. now rewrite E, Q2R_zero.
  - rewrite rates_real, map_map. cbn [snd]. apply different_squares_sound in Hs. now rewrite map_map in Hs.
Qed.

(* * The neurons of every point near the candidate *)
Definition neurons_differ_test (d m : nat) (l : list Q) (away : Q) : bool :=
  let coordinate j c := nth (j * S d + c)%nat l 0%Q in
  forallb (fun j =>
    Qltb away (Qabs (coordinate j 0%nat)) &&
    forallb (fun i => existsb (fun c => Qltb (2 * away) (Qabs (coordinate i c - coordinate j c))) (seq 1 d)) (seq 0 j))
    (seq 0 m).

Lemma Qabs_real q : Q2R (Qabs q) = Rabs (Q2R q).
Proof.
  destruct (Qlt_le_dec q 0) as [H|H].
  - rewrite (Qeq_eqR _ _ (Qabs_neg q (Qlt_le_weak _ _ H))), Q2R_opp. apply Qlt_Rlt in H. rewrite Q2R_zero in H.
    rewrite Rabs_left; lra.
  - rewrite (Qeq_eqR _ _ (Qabs_pos q H)). apply Qle_Rle in H. rewrite Q2R_zero in H. rewrite Rabs_pos_eq; lra.
Qed.

Lemma distance_coordinate n p q r i : distance n p q <= r -> (i < n)%nat -> Rabs (p i - q i) <= r.
Proof.
  intros H Hi. eapply Rle_trans; [|exact H]. exact (norm_coord n (fun i => p i - q i) i Hi).
Qed.

Theorem neurons_differ_sound P m l away q : neurons_differ_test (dimension P) m l away = true ->
  distance (parameters P m) (at_rational l) q <= Q2R away -> neurons_differ P m q.
Proof.
  intros H Hq. set (d := dimension P) in *. unfold neurons_differ. cbv zeta. fold d. intros j Hj.
  assert (Near : forall i c, (i < m)%nat -> (c <= d)%nat -> Rabs (Q2R (nth (i * S d + c) l 0%Q) - q (i * S d + c)%nat) <= Q2R away).
  { intros i c Hi Hc. apply (distance_coordinate (parameters P m) (at_rational l)); [exact Hq|].
    unfold parameters. fold d. apply Nat.lt_le_trans with (i * S d + S d)%nat; [lia|].
    replace (i * S d + S d)%nat with (S i * S d)%nat by lia. apply Nat.mul_le_mono_r. lia. }
  unfold neurons_differ_test in H. rewrite forallb_forall in H. specialize (H j). rewrite in_seq in H. specialize (H ltac:(lia)).
  apply andb_prop in H as [Ha Hw]. split.
  - apply Qltb_lt in Ha. rewrite Qabs_real in Ha. specialize (Near j 0%nat Hj ltac:(lia)).
    rewrite Nat.add_0_r in *. intros E. rewrite E, Rminus_0_r in Near. lra.
  - intros i Hi. rewrite forallb_forall in Hw. specialize (Hw i). rewrite in_seq in Hw. specialize (Hw ltac:(lia)).
    apply existsb_exists in Hw as (c & Hc & Hw). apply in_seq in Hc. exists c. split; [lia|].
    apply Qltb_lt in Hw. rewrite Q2R_mult, Qabs_real, Q2R_minus in Hw. replace (Q2R 2) with 2 in Hw by (unfold Q2R; simpl; field).
    pose proof (Near i c ltac:(lia) ltac:(lia)) as N1. pose proof (Near j c Hj ltac:(lia)) as N2. intros E. rewrite E in N1.
    revert Hw. unfold Rabs in *. repeat destruct Rcase_abs; lra.
Qed.

Definition level_test (P : problem) (m : nat) (candidate : list Q) (away : Q) (level : Z) (line : list Q) : bool :=
  match target P with
  | Teacher neurons =>
      Nat.eqb (List.length line) (dimension P) && different_rates neurons line &&
      Z.eqb (Z.of_nat (List.length neurons)) (level + Z.of_nat m) && neurons_differ_test (dimension P) m candidate away
  | Given _ => false
  end.

Theorem level_sound P m candidate away level line : level_test P m candidate away level line = true ->
  level_near P m candidate away level.
Proof.
  unfold level_test. destruct (target P) as [neurons|] eqn:HT; [|discriminate]. intros H.
  apply andb_prop in H as [H Hd]. apply andb_prop in H as [H Hz]. apply andb_prop in H as [Hl Hr].
  apply Nat.eqb_eq in Hl. apply Z.eqb_eq in Hz. split.
  - exists (List.length neurons). split; [|exact Hz]. now apply (least_width_sound P neurons line).
  - intros q Hq. now apply (neurons_differ_sound P m candidate away).
Qed.

(* * Exact global minima *)
Lemma global_minimum_critical P m q : global_minimum P m q -> critical_point P m q.
Proof.
  intros H. apply critical_point_slope. intros u. pose proof (Loss_smooth P m) as HF.
  pose proof (F_D _ _ _ _ HF q u 0) as K. apply Coquelicot.Derive.is_derive_Reals in K.
  rewrite (D_ext _ _ _ _ HF (move q 0 u) q) in K by (intros; apply move_0).
  assert (pr : derivable_pt (fun t => Loss P m (move q t u)) 0) by (eexists; exact K).
  pose proof (deriv_minimum (fun t => Loss P m (move q t u)) (-1) 1 0 pr ltac:(lra) ltac:(lra)) as E.
  rewrite (derive_pt_eq_0 _ _ _ pr K) in E. apply E. intros t _ _.
  rewrite (F_ext _ _ _ _ HF (move q 0 u) q) by (intros; apply move_0). apply H.
Qed.

Lemma global_minimum_index P m q : global_minimum P m q -> morse_index P m q 0.
Proof.
  intros H. apply minimum_index; [now apply global_minimum_critical|]. exists 1. split; [lra|]. intros y _. apply H.
Qed.

Theorem teacher_itself_sound P m point : zero_loss P m point = true -> teacher_itself P m point.
Proof.
  intros H. split.
  - unfold zero_loss in H. destruct (target P) as [neurons|] eqn:HT; [|discriminate]. exists neurons. split; [reflexivity|].
    apply andb_prop in H as [H1 H2]. apply Nat.eqb_eq in H1. intros x. rewrite (network_rational P m point H1).
    now apply equal_functions_sound.
  - apply global_minimum_index. intros q. rewrite (zero_loss_sound P m point H). apply Loss_nonneg.
Qed.
