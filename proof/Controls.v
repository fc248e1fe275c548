(** Negative controls: what must not be accepted is not. *)

From Coq Require Import QArith Reals List Bool Lra Lia.
Import ListNotations.
From SafeKV Require Import Tree Draw Checker Shipped.

(** Each entry, one unit of 2^-192 more, is refused beside the one before it: nothing was given away, and nothing is
    overlooked. *)
Example one_unit_more_is_refused_everywhere :
  (let ok := neighbours (unit shipped) (growth shipped * unit shipped) (slow_growth shipped * unit shipped)
               (spare shipped) in
   all_neighbours (fun fewer more => negb (ok fewer (more + 1))) (0 :: entries shipped))%Z = true.
Proof. vm_cast_no_check (eq_refl true). Qed.

(** The shipped parameters with other integers; [short] is the beginning of the shipped table. *)
Definition planted (hazards : list Z) : table :=
  {| epsilon := epsilon shipped; delta := delta shipped; draws := draws shipped; min_owners := min_owners shipped;
     entries := hazards |}.

Definition short : list Z := firstn 30 (entries shipped).

(** Entry n, one unit of 2^-192 more. *)
Fixpoint raised (n : nat) (hazards : list Z) : list Z :=
  match hazards, n with
  | [], _ => []
  | x :: rest, O => (x + 1)%Z :: rest
  | x :: rest, S n' => x :: raised n' rest
  end.

Example as_it_is_it_is_accepted : check (planted short) = true.
Proof. vm_cast_no_check (eq_refl true). Qed.

Example raised_by_one_it_is_refused :
  map (fun n => check (planted (raised n short))) [0; 9; 29]%nat = [false; false; false].
Proof. vm_cast_no_check (eq_refl [false; false; false]). Qed.

Example a_table_that_falls_is_refused : check (planted (short ++ [0%Z])) = false.
Proof. vm_cast_no_check (eq_refl false). Qed.

Example more_than_certain_is_refused : check (planted [sure + 1]%Z) = false.
Proof. vm_cast_no_check (eq_refl false). Qed.

Example a_certain_release_is_refused : check (planted [sure]%Z) = false.
Proof. vm_cast_no_check (eq_refl false). Qed.

Example a_later_entry_at_k0_is_refused : check (planted (tl short)) = false.
Proof. vm_cast_no_check (eq_refl false). Qed.

Example for_twice_as_many_draws_it_is_refused :
  check {| epsilon := epsilon shipped; delta := delta shipped; draws := 2 * draws shipped;
           min_owners := min_owners shipped; entries := short |} = false.
Proof. vm_cast_no_check (eq_refl false). Qed.

Example for_a_smaller_epsilon_it_is_refused :
  check {| epsilon := epsilon shipped * (999999 # 1000000); delta := delta shipped; draws := draws shipped;
           min_owners := min_owners shipped; entries := short |} = false.
Proof. vm_cast_no_check (eq_refl false). Qed.

Open Scope R_scope.

(** ** The theorem needs ε/T

    A table that satisfies the three inequalities for one draw (ε = ln 2, δ = 1/64), used at each of three draws:
    the row "the optimal draw at each of T times" of guarantee.md. A down pair that survives them breaks the bound. *)
Definition for_one_draw (n : nat) : R :=
  nth n [0; 1/64; 1/32; 1/16; 1/8; 1/4; 1/2; 3/4; 7/8; 15/16; 31/32; 63/64] 1.

Example it_satisfies_them_for_one_draw : satisfies (ln 2) (1/64) 1 1 for_one_draw.
Proof.
  assert (INR 1 = 1) as one by reflexivity. assert (exp (ln 2) = 2) as two by (apply exp_ln; lra).
  constructor; rewrite ?one, ?Rdiv_1, ?two; intros n; unfold for_one_draw.
  1-3: intros n1; destruct n as [| n]; [lia |]; replace (S n - 1)%nat with n by lia.
  1, 3-5: do 13 (destruct n as [| n]; [simpl; try lra; lia |]); simpl; try lra; lia.
  replace (ln 2 / 1) with (ln 2) by lra. rewrite two.
  do 13 (destruct n as [| n]; [simpl; lra |]). simpl. lra.
Qed.

Definition three_draws : tree := Throw 0 6 true Stop (Throw 0 6 true Stop (Throw 0 6 true Stop Stop)).

Definition survives (x : history) : bool := negb (existsb (fun released => released) x).

Example three_draws_are_lawful_for_three_only : run 3 [Down] three_draws /\ ~ run 1 [Down] three_draws.
Proof. unfold run. simpl. tauto. Qed.

Example used_three_times_it_breaks_the_bound :
  ~ (P for_one_draw [Down] World1 three_draws survives <=
     exp (ln 2) * P for_one_draw [Down] World0 three_draws survives + 1/64).
Proof.
  rewrite exp_ln by lra. unfold three_draws, survives, for_one_draw, after. simpl. lra.
Qed.
