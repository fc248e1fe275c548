(** What is proved, as Coq prints it, and everything that it rests on. *)

From Coq Require Import QArith Qreals Reals List.
From SafeKV Require Import Tree Draw Exponential Guarantee Checker Certified Shipped.
Open Scope R_scope.

Check up_and_down_pairs.
Print Assumptions up_and_down_pairs.

Check one_contribution.
Print Assumptions one_contribution.

Check what_is_seen.
Print Assumptions what_is_seen.

Check check_sound.
Print Assumptions check_sound.

Check shipped_is_accepted.
Print Assumptions shipped_is_accepted.

Check shipped_is_private.
Print Assumptions shipped_is_private.
