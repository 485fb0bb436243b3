(* Null directions of a split point, given by changes of outputs as rationals, and what they prove: the plane of critical
   points on which the point lies and, with directions of negative and of positive curvature, its exact index and nullity. *)
From Coq Require Import Reals Lra Lia Arith List QArith Qreals String.
From Certify Require Import Specification Statements Vector LocalMinimum Smooth SafranShamir QuadraticForm
  Calculus Lift Inertia CopyFamily Evidence.
Import ListNotations.
Open Scope R_scope.

Definition real_split (s : list (list Q)) : list (list R) := map (map Q2R) s.

(* The narrow network fits: as many groups as neurons, fractions of sum exactly 1, lengths. *)
Definition sums_to_one (mus : list Q) : bool := Qeq_bool (fold_right Qplus 0%Q mus) 1.
Definition split_report (r : nat) (s : list (list Q)) : report :=
  [ ("one group of fractions for each neuron", Nat.eqb (List.length s) r);
    ("fractions sum to 1", forallb sums_to_one s) ]%string.
Lemma sums_to_one_real mus : sums_to_one mus = true -> sum_list (map Q2R mus) = 1.
Proof.
  intros H. apply Qeq_bool_eq, Qeq_eqR in H. rewrite Q2R_one in H. rewrite <- H. clear H.
  induction mus as [|mu mus IH]; simpl; [now rewrite Q2R_zero|]. now rewrite Q2R_plus, IH.
Qed.
Lemma real_split_sums s : forallb sums_to_one s = true -> forall mus, In mus (real_split s) -> sum_list mus = 1.
Proof.
  intros H mus Hm. apply in_map_iff in Hm as (x & <- & Hx). rewrite forallb_forall in H. now apply sums_to_one_real, H.
Qed.
Lemma copies_real_split s : copies (real_split s) = List.length (List.concat s).
Proof.
  unfold copies, real_split. induction s as [|mus s IH]; simpl; [reflexivity|].
  now rewrite !app_length, map_length, IH.
Qed.

(* The outputs of the copies of each neuron change by 0 in sum, those of added neurons do not change. *)
Fixpoint balanced_outputs (s : list (list Q)) (bs : list Q) : bool :=
  match s with
  | [] => forallb (fun b => Qeq_bool b 0) bs
  | mus :: s' => Qeq_bool (fold_right Qplus 0%Q (firstn (List.length mus) bs)) 0 && balanced_outputs s' (skipn (List.length mus) bs)
  end.
(* Each has a neuron whose output it changes, and no later one does. *)
Fixpoint triangular (m : nat) (l : list (list Q)) : bool :=
  match l with
  | [] => true
  | v :: l' => existsb (fun p => negb (Qeq_bool (nth p v 0%Q) 0) && forallb (fun w => Qeq_bool (nth p w 0%Q) 0) l') (seq 0 m)
               && triangular m l'
  end.
Definition null_report (s : list (list Q)) (m : nat) (null : list (list Q)) : report :=
  [ ("null directions have one coefficient for each neuron", forallb (fun bs => Nat.eqb (List.length bs) m) null);
    ("null directions balanced", forallb (balanced_outputs s) null);
    ("null directions independent", triangular m null) ]%string.

Definition null_directions (d : nat) (null : list (list Q)) : list (nat -> R) :=
  map (fun bs => output_direction d (map Q2R bs)) null.

Lemma zero_of_test a : Qeq_bool a 0 = true -> Q2R a = 0.
Proof. intros H. apply Qeq_bool_eq, Qeq_eqR in H. now rewrite Q2R_zero in H. Qed.
Lemma sum_real bs : Q2R (fold_right Qplus 0%Q bs) = sum_list (map Q2R bs).
Proof. induction bs as [|b bs IH]; simpl; [apply Q2R_zero|]. now rewrite Q2R_plus, IH. Qed.
Lemma balanced_real s bs : balanced_outputs s bs = true -> balanced (real_split s) (map Q2R bs).
Proof.
  revert bs. induction s as [|mus s IH]; intros bs H; cbn [balanced_outputs real_split map balanced] in *.
  - rewrite forallb_forall in H. apply Forall_forall. intros x Hx. apply in_map_iff in Hx as (b & <- & Hb).
    apply zero_of_test. now apply H.
  - apply andb_prop in H as [H1 H2]. rewrite map_length, firstn_map, skipn_map. split.
    + rewrite <- sum_real. now apply zero_of_test.
    + now apply IH.
Qed.

Lemma output_direction_output d bs p : output_direction d bs (p * S d)%nat = nth p bs 0.
Proof. unfold output_direction. rewrite Nat.mod_mul, Nat.div_mul by lia. reflexivity. Qed.
Lemma nth_real p bs : nth p (map Q2R bs) 0 = Q2R (nth p bs 0%Q).
Proof. rewrite <- Q2R_zero. apply map_nth. Qed.
Lemma combination_zero_at c l i : (forall v : nat -> R, In v l -> v i = 0) -> combination c l i = 0.
Proof. intros H. unfold combination. rewrite (map_ext_in _ (fun _ => 0)) by auto. apply dot_zero_map. Qed.

Lemma triangular_independent d m l : triangular m l = true -> independent_directions (m * S d) (null_directions d l).
Proof.
  induction l as [|v l IH]; intros H c Hc E x Hx.
  - destruct c; [destruct Hx|discriminate].
  - destruct c as [|a c]; [discriminate|]. cbn [triangular] in H. apply andb_prop in H as [H1 H2].
    apply existsb_exists in H1 as (p & Hp & H1). apply in_seq in Hp. apply andb_prop in H1 as [H1 H3].
    assert (A : a = 0).
    { specialize (E (p * S d)%nat ltac:(nia)). cbn [null_directions map] in E. rewrite combination_cons in E.
      rewrite (combination_zero_at c) in E.
      - rewrite output_direction_output, nth_real, Rplus_0_r in E. apply Rmult_integral in E as [E|E]; [exact E|].
        exfalso. apply Bool.negb_true_iff in H1. apply Qeq_bool_neq in H1. apply H1. apply eqR_Qeq. now rewrite E, Q2R_zero.
      - intros w Hw. apply in_map_iff in Hw as (bs & <- & Hbs). rewrite output_direction_output, nth_real.
        rewrite forallb_forall in H3. apply zero_of_test. now apply H3. }
    destruct Hx as [<-|Hx]; [exact A|]. apply (IH H2 c); [unfold null_directions in *; simpl in Hc; congruence| |exact Hx].
    intros i Hi. specialize (E i Hi). cbn [null_directions map] in E. rewrite combination_cons, A in E.
    unfold null_directions. lra.
Qed.

(* Combinations of balanced changes are balanced. *)
Fixpoint lin (m : nat) (c : list R) (l : list (list R)) : list R :=
  match c, l with x :: c', v :: l' => add_lists (map (Rmult x) v) (lin m c' l') | _, _ => repeat 0 m end.
Lemma lin_length m c l : (forall v, In v l -> List.length v = m) -> List.length (lin m c l) = m.
Proof.
  revert l. induction c as [|x c IH]; intros [|v l] H; cbn [lin]; try apply repeat_length.
  assert (K : List.length (lin m c l) = m) by (apply IH; intros w Hw; apply H; now right).
  rewrite length_add_lists; [exact K|]. rewrite map_length, K. apply H, in_eq.
Qed.
Lemma nth_add j a b : List.length a = List.length b -> nth j (add_lists a b) 0 = nth j a 0 + nth j b 0.
Proof.
  revert j b. induction a as [|x a IH]; intros j [|y b] H; try discriminate; [destruct j; simpl; ring|].
  destruct j; simpl; [reflexivity|apply IH; simpl in H; congruence].
Qed.
Lemma nth_scale j c (l : list R) : nth j (map (Rmult c) l) 0 = c * nth j l 0.
Proof. revert j. induction l; intros [|j]; simpl; try ring. apply IHl. Qed.
Lemma nth_repeat_zero j k : nth j (repeat 0 k) 0 = 0.
Proof. revert j. induction k as [|k IH]; intros [|j]; simpl; auto. Qed.
Lemma sum_add a b : List.length a = List.length b -> sum_list (add_lists a b) = sum_list a + sum_list b.
Proof. revert b. induction a as [|x a IH]; intros [|y b] H; try discriminate; simpl; [ring|]. rewrite IH by (simpl in H; congruence). ring. Qed.
Lemma sum_scale c l : sum_list (map (Rmult c) l) = c * sum_list l.
Proof. induction l as [|x l IH]; simpl; [ring|]. rewrite IH. ring. Qed.
Lemma firstn_add k a b : firstn k (add_lists a b) = add_lists (firstn k a) (firstn k b).
Proof. revert a b. induction k as [|k IH]; intros [|x a] [|y b]; simpl; try reflexivity. now rewrite IH. Qed.
Lemma skipn_add k a b : List.length a = List.length b -> skipn k (add_lists a b) = add_lists (skipn k a) (skipn k b).
Proof. revert a b. induction k as [|k IH]; intros [|x a] [|y b] H; try discriminate; simpl; try reflexivity. apply IH. simpl in H. congruence. Qed.
Lemma balanced_add s a b : List.length a = List.length b -> balanced s a -> balanced s b -> balanced s (add_lists a b).
Proof.
  revert a b. induction s as [|mus s IH]; intros a b H; cbn [balanced].
  - intros Ha. revert b H. induction Ha as [|x a -> Ha IHa]; intros [|y b] H Hb; try discriminate; [constructor|].
    inversion Hb as [|y' b' E1 E2]; subst. cbn. constructor; [ring|]. apply IHa; [simpl in H; congruence|exact E2].
  - intros [H1 H2] [H3 H4]. rewrite firstn_add, skipn_add by exact H. split.
    + rewrite sum_add by (rewrite !firstn_length; congruence). lra.
    + apply IH; auto. now rewrite !skipn_length, H.
Qed.
Lemma balanced_scale s c a : balanced s a -> balanced s (map (Rmult c) a).
Proof.
  revert a. induction s as [|mus s IH]; intros a; cbn [balanced].
  - intros H. apply Forall_forall. intros x Hx. apply in_map_iff in Hx as (y & <- & Hy).
    rewrite Forall_forall in H. rewrite (H y Hy). ring.
  - intros [H1 H2]. rewrite firstn_map, skipn_map, sum_scale, H1. split; [ring|now apply IH].
Qed.
Lemma balanced_zero s m : balanced s (repeat 0 m).
Proof.
  revert m. induction s as [|mus s IH]; intros m; cbn [balanced].
  - apply Forall_forall. intros x Hx. now apply repeat_spec in Hx.
  - assert (F : forall k, sum_list (firstn k (repeat 0 m)) = 0).
    { clear. induction m as [|m IH]; intros [|k]; simpl; try reflexivity. rewrite IH. ring. }
    assert (S' : forall k, exists m', skipn k (repeat 0 m) = repeat 0 m').
    { clear. induction m as [|m IH]; intros [|k]; [exists 0%nat; reflexivity|exists 0%nat; reflexivity|now exists (S m)|apply IH]. }
    split; [apply F|]. destruct (S' (List.length mus)) as (m' & ->). apply IH.
Qed.
Lemma balanced_lin s m c l : (forall v, In v l -> List.length v = m /\ balanced s v) -> balanced s (lin m c l).
Proof.
  revert l. induction c as [|x c IH]; intros [|v l] H; cbn [lin]; try apply balanced_zero.
  destruct (H v (in_eq _ _)) as [H1 H2].
  apply balanced_add; [|now apply balanced_scale|apply IH; intros w Hw; apply H; now right].
  rewrite map_length, H1. symmetry. apply lin_length. intros w Hw. apply H. now right.
Qed.
Lemma direction_lin d m c l i : (forall v, In v l -> List.length v = m) ->
  combination c (map (output_direction d) l) i = output_direction d (lin m c l) i.
Proof.
  revert l. induction c as [|x c IH]; intros [|v l] H; cbn [lin map];
    try (unfold output_direction; rewrite nth_repeat_zero; destruct (Nat.eqb (i mod S d) 0); reflexivity).
  rewrite combination_cons, IH by (intros w Hw; apply H; now right). unfold output_direction.
  destruct (Nat.eqb (i mod S d) 0); [|ring]. rewrite nth_add, nth_scale; [reflexivity|].
  rewrite map_length, (H v (in_eq _ _)). symmetry. apply lin_length. intros w Hw. apply H. now right.
Qed.

Section Copies.
Variables (P : problem) (r : nat) (q : vec) (s : list (list Q)) (ws : list (list R)).
Notation d := (dimension P).
Notation m := (width (real_split s) ws).
Notation theta := (flatten (wide P r q (real_split s) ws)).
Hypothesis s_length : List.length s = r.
Hypothesis s_sums : forallb sums_to_one s = true.
Hypothesis ws_length : forall w, In w ws -> List.length w = d.
Hypothesis q_critical : critical (Slope P r) q.
Hypothesis outputs_nonzero : forall nu, In nu (network d r 0 q) -> fst nu <> 0.
Hypothesis ws_zero : forall w, In w ws -> phi P (network d r 0 q) w = 0.
Variable null : list (list Q).
Hypothesis null_accepted : accepted (null_report s m null) = true.

Lemma null_facts : (forall bs, In bs null -> List.length (map Q2R bs) = m /\ balanced (real_split s) (map Q2R bs)) /\
  independent_directions (parameters P m) (null_directions d null).
Proof.
  unfold accepted, null_report in null_accepted. cbn [forallb snd] in null_accepted.
  apply andb_prop in null_accepted as [H1 H]. apply andb_prop in H as [H2 H]. apply andb_prop in H as [H3 _].
  split; [|now apply triangular_independent]. rewrite forallb_forall in H1, H2. intros bs Hbs. split.
  - rewrite map_length. now apply Nat.eqb_eq, H1.
  - apply balanced_real. now apply H2.
Qed.

Theorem copies_plane : on_plane_of_critical_points P m theta (List.length null).
Proof.
  destruct null_facts as [F I]. exists (null_directions d null). split; [apply map_length|]. split; [exact I|].
  intros c Hc. cbv zeta.
  set (l := map (map Q2R) null).
  assert (El : null_directions d null = map (output_direction d) l) by (unfold null_directions, l; now rewrite map_map).
  assert (Fl : forall v, In v l -> List.length v = m /\ balanced (real_split s) v).
  { intros v Hv. apply in_map_iff in Hv as (bs & <- & Hbs). now apply F. }
  destruct (balanced_critical P r q (real_split s) ws) with (bs := lin m c l)
    (y := fun i => theta i + combination c (null_directions d null) i) as [A B]; auto.
  - unfold real_split. now rewrite map_length.
  - now apply real_split_sums.
  - apply lin_length. intros v Hv. now apply Fl.
  - now apply balanced_lin.
  - intros i _. rewrite El, (direction_lin d m) by (intros v Hv; now apply Fl). reflexivity.
  - split; [now apply critical_point_slope|exact B].
Qed.

Theorem copies_inertia negative positive :
  definite (-1) P m theta negative -> definite 1 P m theta positive ->
  (List.length null + List.length negative + List.length positive)%nat = parameters P m ->
  morse_index P m theta (List.length negative) /\ nullity P m theta (List.length null).
Proof.
  intros Hn Hp Hlen. destruct null_facts as [F I].
  assert (E : List.length (null_directions d null) = List.length null) by apply map_length.
  rewrite <- E. apply (index_and_nullity P m theta negative positive); auto; [|now rewrite E].
  intros u Hu v. apply in_map_iff in Hu as (bs & <- & Hbs). destruct (F bs Hbs).
  apply balanced_null; auto; [unfold real_split; now rewrite map_length|now apply real_split_sums].
Qed.
End Copies.
