(** The theorem for a table that the checker has accepted. *)

From Coq Require Import QArith Qreals Reals List Lia.
From SafeKV Require Import Tree Draw Guarantee Checker.
Open Scope R_scope.

(** A run of the stopped draw with a table: [t] is the table, [x] the tree of throws. *)
Theorem of_a_checked_table : forall t, check t = true ->
  forall ways x S, run (T t) ways x ->
  P (h t) ways World1 x S <=
    exp (INR (length ways) * Q2R (epsilon t)) * P (h t) ways World0 x S + INR (length ways) * Q2R (delta t) /\
  P (h t) ways World0 x S <=
    exp (INR (length ways) * Q2R (epsilon t)) * P (h t) ways World1 x S + INR (length ways) * Q2R (delta t).
Proof.
  intros t checked ways x S law. destruct (check_sound t checked) as (fits & epsilon_0 & delta_0).
  apply (in_either_order _ _ (T t) (k0 t)); auto. unfold T. lia.
Qed.
