(* Degenerate strict saddles: a narrow network certified by Krawczyk's theorem, made wide by splitting
   neurons exactly and adding neurons of output 0, and directions of negative curvature of the wide network; with
   directions of positive curvature and exact null directions, its index and nullity.  No arithmetic ever has to decide that an eigenvalue is 0. *)
From Coq Require Import Reals Lra Lia ZArith List QArith Qreals String.
From Certify Require Import Specification Statements Vector LocalMinimum Smooth SafranShamir Krawczyk QuadraticForm
  Calculus Lift Inertia Program RealProgram Evidence Existence Copies.
Import ListNotations.
Open Scope R_scope.

(* Input weights of an added neuron: w = middle + t step for some t in [-1, 1]. *)
Record added_neuron := Added { added_middle : list Q; added_step : list Q }.
Definition added_weights (x : added_neuron) (t : R) : list R :=
  add_lists (map Q2R (added_middle x)) (map (Rmult t) (map Q2R (added_step x))).

Record degenerate_saddle_certificate := DegenerateSaddle {
  deg_problem : problem;
  deg_width : nat;                   (* of the narrow network *)
  deg_centre : list Q;               (* of the narrow network *)
  deg_radius : Q;
  deg_existence : existence;
  deg_split : list (list Q);         (* for each narrow neuron the fractions of its copies, sum 1 *)
  deg_added : list added_neuron;     (* neurons of output 0, after the copies *)
  deg_negative : list (list Q);      (* directions along whose combinations the curvature of the wide network is negative *)
  deg_positive : list (list Q);      (* and positive *)
  deg_null : list (list Q)           (* changes of the outputs of the wide network that change nothing else *)
}.

Definition deg_wide (c : degenerate_saddle_certificate) (q : nat -> R) (ws : list (list R)) : list neuron :=
  split_network (real_split (deg_split c)) (network (dimension (deg_problem c)) (deg_width c) 0 q) ++ added ws.
Definition deg_wide_width (c : degenerate_saddle_certificate) : nat :=
  (List.length (List.concat (deg_split c)) + List.length (deg_added c))%nat.

(* Directions of all three sorts fill the space. *)
Definition deg_exact (c : degenerate_saddle_certificate) : bool :=
  Nat.eqb (List.length (deg_null c) + List.length (deg_negative c) + List.length (deg_positive c))
    (parameters (deg_problem c) (deg_wide_width c)).

Definition DegenerateSaddleVerdict (c : degenerate_saddle_certificate) : Prop :=
  let P := deg_problem c in let m := deg_wide_width c in
  exists q ws,
    within (parameters P (deg_width c)) (Q2R (deg_radius c)) (at_rational (deg_centre c)) q /\
    Forall2 (fun x w => exists t, -1 <= t <= 1 /\ w = added_weights x t) (deg_added c) ws /\
    let theta := flatten (deg_wide c q ws) in
    network (dimension P) m 0 theta = deg_wide c q ws /\
    strict_saddle P m theta /\ ~ local_minimum P m theta /\
    on_plane_of_critical_points P m theta (List.length (deg_null c)) /\
    (exists l, List.length l = List.length (deg_negative c) /\ definite (-1) P m theta l) /\
    (deg_exact c = true ->
       morse_index P m theta (List.length (deg_negative c)) /\ nullity P m theta (List.length (deg_null c))).

Definition added_fits (d : nat) (x : added_neuron) : bool :=
  Nat.eqb (List.length (added_middle x)) d && Nat.eqb (List.length (added_step x)) d.

Lemma added_weights_length d x t : added_fits d x = true -> List.length (added_weights x t) = d.
Proof.
  intros H. apply andb_prop in H as [H1 H2]. apply Nat.eqb_eq in H1, H2. unfold added_weights.
  rewrite length_add_lists; rewrite !map_length; congruence.
Qed.

Definition SignChange (P : problem) (r : nat) (p : nat -> R) (radius : R) (x : added_neuron) : Prop :=
  forall q, within (parameters P r) radius p q ->
    phi P (network (dimension P) r 0 q) (added_weights x (-1)) * phi P (network (dimension P) r 0 q) (added_weights x 1) <= 0.

Lemma added_zeros P net l : (forall x, In x l -> phi P net (added_weights x (-1)) * phi P net (added_weights x 1) <= 0) ->
  exists ws, Forall2 (fun x w => exists t, -1 <= t <= 1 /\ w = added_weights x t) l ws /\
    forall w, In w ws -> phi P net w = 0.
Proof.
  induction l as [|x l IH]; intros H.
  - exists []. split; [constructor|intros w []].
  - destruct (IH (fun y Hy => H y (or_intror Hy))) as (ws & H1 & H2).
    destruct (phi_zero P net _ _ (H x (in_eq _ _))) as (t & Ht & E).
    exists (added_weights x t :: ws). split.
    + constructor; [now exists t|assumption].
    + intros w [<-|Hw]; auto.
Qed.

Theorem degenerate_saddle_from_facts c :
  let P := deg_problem c in let r := deg_width c in let p := at_rational (deg_centre c) in let x := deg_existence c in
  accepted (existence_arithmetic x (deg_radius c)) = true ->
  accepted (split_report r (deg_split c)) = true ->
  forallb (added_fits (dimension P)) (deg_added c) = true ->
  accepted (null_report (deg_split c) (deg_wide_width c) (deg_null c)) = true ->
  deg_negative c <> [] ->
  StepBound P r p (row_of (preconditioner x)) (Q2R (newton_step x)) ->
  Contraction P r p (Q2R (deg_radius c)) (row_of (preconditioner x)) (Q2R (contraction x)) ->
  InverseBound (parameters P r) (row_of (preconditioner x)) (fun i l => row_of (inverse x) i l) (Q2R (inverse_error x)) ->
  (forall y, In y (deg_added c) -> SignChange P r p (Q2R (deg_radius c)) y) ->
  (forall q, within (parameters P r) (Q2R (deg_radius c)) p q -> forall nu, In nu (network (dimension P) r 0 q) -> fst nu <> 0) ->
  (forall q ws, within (parameters P r) (Q2R (deg_radius c)) p q ->
     Forall2 (fun x w => exists t, -1 <= t <= 1 /\ w = added_weights x t) (deg_added c) ws ->
     definite (-1) P (deg_wide_width c) (flatten (deg_wide c q ws)) (map at_rational (deg_negative c)) /\
     definite 1 P (deg_wide_width c) (flatten (deg_wide c q ws)) (map at_rational (deg_positive c))) ->
  DegenerateSaddleVerdict c.
Proof.
  intros P r p x HA HS HF HNull HNe H1 H2 H3 Hphi Hnz Hdef.
  destruct (existence_from_facts P r p x (deg_radius c) HA H1 H2 H3) as (q & Hq & Hcrit & _).
  unfold accepted, split_report in HS. cbn [forallb snd] in HS.
  apply andb_prop in HS as [HL HS]. apply andb_prop in HS as [HS _]. apply Nat.eqb_eq in HL.
  destruct (added_zeros P (network (dimension P) r 0 q) (deg_added c)) as (ws & Hws & Hz).
  { intros y Hy. now apply Hphi. }
  assert (Hlen : forall w, In w ws -> List.length w = dimension P).
  { rewrite forallb_forall in HF. clear - Hws HF. induction Hws as [|y w l ws (t & _ & ->) H IH]; intros v [].
    - subst v. apply added_weights_length, HF, in_eq.
    - apply IH; auto. intros z Hz. apply HF. now right. }
  assert (Hnum : List.length ws = List.length (deg_added c)).
  { symmetry. clear - Hws. induction Hws; simpl; congruence. }
  assert (Ew : deg_wide_width c = width (real_split (deg_split c)) ws).
  { unfold deg_wide_width, width. rewrite copies_real_split. lia. }
  assert (Hsl : List.length (real_split (deg_split c)) = r) by (unfold real_split; now rewrite map_length).
  pose proof (proj1 (critical_point_slope P r q) Hcrit) as Hslope.
  destruct (Hdef q ws Hq Hws) as [Hneg Hpos]. rewrite Ew in Hneg, Hpos, HNull.
  assert (Hc : critical_point P (deg_wide_width c) (flatten (deg_wide c q ws))).
  { apply critical_point_slope. rewrite Ew. unfold deg_wide. apply (wide_critical P r q); auto. now apply real_split_sums. }
  assert (Hsaddle : strict_saddle P (deg_wide_width c) (flatten (deg_wide c q ws))).
  { destruct (deg_negative c) as [|v l]; [now elim HNe|]. rewrite <- Ew in Hneg. exact (strict_saddle_from_family P _ _ _ _ Hc Hneg). }
  exists q, ws. split; [exact Hq|]. split; [exact Hws|]. cbv zeta.
  split; [|split; [exact Hsaddle|split; [now apply strict_saddle_not_local_minimum|split; [|split]]]]; fold P; rewrite Ew.
  - now apply (network_wide P r q).
  - exact (copies_plane P r q (deg_split c) ws HL HS Hlen Hslope (Hnz q Hq) Hz (deg_null c) HNull).
  - exists (map at_rational (deg_negative c)). split; [apply map_length|exact Hneg].
  - intros Hexact. apply Nat.eqb_eq in Hexact. fold P in Hexact. rewrite Ew in Hexact.
    rewrite <- (map_length at_rational (deg_negative c)).
    apply (copies_inertia P r q (deg_split c) ws HL HS Hlen Hslope (Hnz q Hq) (deg_null c) HNull _ (map at_rational (deg_positive c)) Hneg Hpos).
    now rewrite !map_length.
Qed.

(* The numbers of the verdict: index and nullity are known exactly, and are these. *)
Definition deg_counts (c : degenerate_saddle_certificate) (index null : nat) : Prop :=
  deg_exact c = true /\ List.length (deg_negative c) = index /\ List.length (deg_null c) = null.
Lemma deg_counts_sound c index null :
  deg_exact c && Nat.eqb (List.length (deg_negative c)) index && Nat.eqb (List.length (deg_null c)) null = true ->
  deg_counts c index null.
Proof.
  intros H. apply andb_prop in H as [H H3]. apply andb_prop in H as [H1 H2]. apply Nat.eqb_eq in H2, H3. repeat split; auto.
Qed.
