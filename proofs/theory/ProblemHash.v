(* The SHA-256 of a problem: of its canonical form as JSON, the text that certificates are bound to by `problem_sha256`.
   A reader who trusts it compares one number instead of reading the data and labels of a verdict file. *)
From Coq Require Import NArith ZArith QArith List String Ascii DecimalString.
From Certify Require Import Specification.
Import ListNotations.
Open Scope string_scope. Open Scope list_scope.

(* * The canonical form: no spaces, numbers in lowest terms as "p/q" *)
Definition print_integer (z : Z) : string := NilZero.string_of_int (Z.to_int z).
Definition quote (s : string) : string := String "034" (s ++ String "034" "").
Definition print_rational (q : Q) : string :=
  let q := Qred q in
  quote (match Qden q with
         | xH => print_integer (Qnum q)
         | d => print_integer (Qnum q) ++ "/" ++ print_integer (Zpos d)
         end)%string.
Fixpoint join (l : list string) : string :=
  match l with [] => "" | [s] => s | s :: l' => (s ++ "," ++ join l')%string end.
Definition array {A} (print : A -> string) (l : list A) : string := ("[" ++ join (map print l) ++ "]")%string.
Definition member (key value : string) : string := (quote key ++ ":" ++ value)%string.
Definition object (members : list string) : string := ("{" ++ join members ++ "}")%string.
Definition print_problem (P : problem) : string :=
  object [ member "format" (quote "certify-problem"); member "version" "1"; member "loss" (quote "mean-squared-error");
    member "activation" (quote match unit_function P with Sigmoid => "sigmoid" | Tanh => "tanh" end);
    member "data" (object [match data P with
      | Grid axes => member "grid" (array (array print_rational) axes)
      | Points l => member "points" (array (array print_rational) l)
      end]);
    member "labels" (object [match target P with
      | Teacher neurons => member "teacher" (object
          [ member "weights" (array (fun nu => array print_rational (snd nu)) neurons);
            member "outputs" (array (fun nu => print_rational (fst nu)) neurons) ])
      | Given values => member "given" (array print_rational values)
      end]) ].

(* * SHA-256 (FIPS 180-4) on numbers below 2^32 *)
Open Scope N_scope.
Definition mask := 4294967295.
Definition word (x : N) : N := N.land x mask.
Definition rotate (n x : N) : N := N.lor (N.shiftr x n) (word (N.shiftl x (32 - n))).
Definition constants : list N := [
  0x428a2f98; 0x71374491; 0xb5c0fbcf; 0xe9b5dba5; 0x3956c25b; 0x59f111f1; 0x923f82a4; 0xab1c5ed5;
  0xd807aa98; 0x12835b01; 0x243185be; 0x550c7dc3; 0x72be5d74; 0x80deb1fe; 0x9bdc06a7; 0xc19bf174;
  0xe49b69c1; 0xefbe4786; 0x0fc19dc6; 0x240ca1cc; 0x2de92c6f; 0x4a7484aa; 0x5cb0a9dc; 0x76f988da;
  0x983e5152; 0xa831c66d; 0xb00327c8; 0xbf597fc7; 0xc6e00bf3; 0xd5a79147; 0x06ca6351; 0x14292967;
  0x27b70a85; 0x2e1b2138; 0x4d2c6dfc; 0x53380d13; 0x650a7354; 0x766a0abb; 0x81c2c92e; 0x92722c85;
  0xa2bfe8a1; 0xa81a664b; 0xc24b8b70; 0xc76c51a3; 0xd192e819; 0xd6990624; 0xf40e3585; 0x106aa070;
  0x19a4c116; 0x1e376c08; 0x2748774c; 0x34b0bcb5; 0x391c0cb3; 0x4ed8aa4a; 0x5b9cca4f; 0x682e6ff3;
  0x748f82ee; 0x78a5636f; 0x84c87814; 0x8cc70208; 0x90befffa; 0xa4506ceb; 0xbef9a3f7; 0xc67178f2].
Definition initial_state : list N := [0x6a09e667;0xbb67ae85;0x3c6ef372;0xa54ff53a;0x510e527f;0x9b05688c;0x1f83d9ab;0x5be0cd19].

Fixpoint bytes (s : string) : list N := match s with EmptyString => [] | String c s' => N_of_ascii c :: bytes s' end.
(* The bytes, 128, zeros up to 56 modulo 64, and the length in bits as 8 bytes. *)
Definition pad (l : list N) : list N :=
  let n := List.length l in
  l ++ [128] ++ repeat 0 (Nat.modulo (119 - Nat.modulo n 64) 64)
    ++ map (fun i => N.land (N.shiftr (8 * N.of_nat n) (8 * i)) 255) [7; 6; 5; 4; 3; 2; 1; 0].
Fixpoint words (l : list N) : list N :=
  match l with a :: b :: c :: d :: l' => (((a * 256 + b) * 256 + c) * 256 + d) :: words l' | _ => [] end.

(* The 64 words of a block; the argument holds the last 16, oldest first. *)
Fixpoint schedule (k : nat) (w : list N) : list N :=
  match k, w with
  | S k', w0 :: rest =>
      let w1 := nth 0 rest 0 in let w9 := nth 8 rest 0 in let w14 := nth 13 rest 0 in
      let s0 := N.lxor (N.lxor (rotate 7 w1) (rotate 18 w1)) (N.shiftr w1 3) in
      let s1 := N.lxor (N.lxor (rotate 17 w14) (rotate 19 w14)) (N.shiftr w14 10) in
      w0 :: schedule k' (rest ++ [word (w0 + s0 + w9 + s1)])
  | _, _ => w
  end.
Definition round (state : list N) (constant_and_word : N * N) : list N :=
  match state with
  | [a; b; c; d; e; f; g; h] =>
      let s1 := N.lxor (N.lxor (rotate 6 e) (rotate 11 e)) (rotate 25 e) in
      let choice := N.lxor (N.land e f) (N.land (N.lxor e mask) g) in
      let t1 := h + s1 + choice + fst constant_and_word + snd constant_and_word in
      let s0 := N.lxor (N.lxor (rotate 2 a) (rotate 13 a)) (rotate 22 a) in
      let majority := N.lxor (N.lxor (N.land a b) (N.land a c)) (N.land b c) in
      [word (t1 + s0 + majority); a; b; c; word (d + t1); e; f; g]
  | _ => state
  end.
Fixpoint blocks (k : nat) (l state : list N) : list N :=
  match k with
  | O => state
  | S k' =>
      let after := fold_left round (combine constants (schedule 48 (firstn 16 l))) state in
      blocks k' (skipn 16 l) (map (fun xy => word (fst xy + snd xy)) (combine state after))
  end.

Definition digit (n : N) : ascii := ascii_of_N (if n <? 10 then 48 + n else 87 + n).
Definition hexadecimal (n : N) : string :=
  fold_right (fun i s => String (digit (N.land (N.shiftr n (4 * i)) 15)) s) "" [7; 6; 5; 4; 3; 2; 1; 0].
Definition sha256 (s : string) : string :=
  let l := words (pad (bytes s)) in
  fold_right (fun n t => hexadecimal n ++ t)%string "" (blocks (Nat.div (List.length l) 16) l initial_state).

Definition problem_sha256 (P : problem) : string := sha256 (print_problem P).

(* The examples of the standard. *)
Example sha256_empty : sha256 "" = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855".
Proof. vm_compute. reflexivity. Qed.
Example sha256_abc : sha256 "abc" = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad".
Proof. vm_compute. reflexivity. Qed.
Example sha256_two_blocks : sha256 "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
  = "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1".
Proof. vm_compute. reflexivity. Qed.
