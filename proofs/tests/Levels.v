(* Levels: what the tests accept, and what they must not. *)
From Coq Require Import ZArith QArith List.
From Certify Require Import Verdicts.
Import ListNotations.
Open Scope Q_scope.

Definition axis := [(-2 # 1); (-1 # 1); 0; 1; 2].
Definition teacher := [(1, [3 # 5; 1 # 2]); (-1 # 1, [-1 # 2; 1 # 2]); (1, [-1 # 5; -3 # 5])].
Definition on neurons := Problem Sigmoid 2 (Grid [axis; axis]) (Teacher neurons).
Definition line := [1; 1 # 7].
(* Three neurons and two, each a, w_1, w_2. *)
Definition three := [1 # 2; 1; 2;  -3 # 4; 1; 2 # 1;  1; -2 # 1; 0].
Definition apart := [1 # 2; 1; 2;  -3 # 4; 1; 9 # 4;  1; -2 # 1; 0].
Definition two := [1 # 2; 1; 2;  -3 # 4; -1 # 1; 0].

Lemma accepted_level : level_near (on teacher) 3 apart (1 # 100) 0.
Proof. apply (level_sound _ _ _ _ _ line). vm_compute. reflexivity. Qed.
Lemma accepted_first_level : level_near (on teacher) 2 two (1 # 100) 1.
Proof. apply (level_sound _ _ _ _ _ line). vm_compute. reflexivity. Qed.
Lemma accepted_itself :
  teacher_itself (on teacher) 3 [1; -1 # 5; -3 # 5;  1; 3 # 5; 1 # 2;  -1 # 1; -1 # 2; 1 # 2].
Proof. apply teacher_itself_sound. vm_compute. reflexivity. Qed.

Definition rejected (b : bool) := negb b.
Definition rejections := [
  (* another level *)
  rejected (level_test (on teacher) 3 apart (1 # 100) 1 line);
  rejected (level_test (on teacher) 3 apart (1 # 100) (-1) line);
  (* neurons that may be equal, or an output that may be 0, within the distance *)
  rejected (level_test (on teacher) 3 three (1 # 100) 0 line);
  rejected (level_test (on teacher) 3 apart (1 # 8) 0 line);
  rejected (level_test (on teacher) 3 apart (1 # 2) 0 line);
  (* a teacher with neurons that are one: equal, opposite, of output 0 *)
  rejected (level_test (on ((1, [3 # 5; 1 # 2]) :: teacher)) 3 apart (1 # 100) 1 line);
  rejected (level_test (on ((1, [-3 # 5; -1 # 2]) :: teacher)) 3 apart (1 # 100) 1 line);
  rejected (level_test (on ((0, [5; 1 # 2]) :: teacher)) 3 apart (1 # 100) 1 line);
  rejected (level_test (on ((1, [0; 0]) :: teacher)) 3 apart (1 # 100) 1 line);
  (* a line on which two rates agree, or one is 0, or of another dimension *)
  rejected (level_test (on teacher) 3 apart (1 # 100) 0 [1; 1]);
  rejected (level_test (on teacher) 3 apart (1 # 100) 0 [0; 1]);
  rejected (level_test (on teacher) 3 apart (1 # 100) 0 [1]);
  (* no teacher; another function *)
  rejected (level_test (Problem Sigmoid 2 (Points [[0; 0]]) (Given [1])) 3 apart (1 # 100) 0 line);
  rejected (zero_loss (on teacher) 3 [1; -1 # 5; -3 # 5;  1; 3 # 5; 1 # 2;  -1 # 1; 1 # 2; -1 # 2]) ].
Lemma all_rejected : forallb (fun b => b) rejections = true /\ List.length rejections = 14%nat.
Proof. vm_compute. split; reflexivity. Qed.
