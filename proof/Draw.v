(** What a table of release probabilities must satisfy (docs/claims/guarantee.md, section 2). *)

From Coq Require Import Reals.
Open Scope R_scope.

(** [h n] is the probability with which a pending unit that n owners contributed is released at one of T draws;
    [exp] is the real exponential function. *)
Record satisfies (epsilon delta : R) (T k0 : nat) (h : nat -> R) : Prop := {
  up : forall n, (1 <= n)%nat -> h n <= exp epsilon * h (n - 1)%nat + delta / INR T;
  down : forall n, (1 <= n)%nat -> 1 - h (n - 1)%nat <= exp (epsilon / INR T) * (1 - h n) + delta / INR T;
  mono : forall n, (1 <= n)%nat -> h (n - 1)%nat <= h n;
  below_k0 : forall n, (n < k0)%nat -> h n = 0;
  probability : forall n, 0 <= h n <= 1
}.
