(* What every main theorem rests on; check.sh compares the output with axioms.expected. *)
From Certify Require Import Verdicts SafranShamir CriticalPoints Krawczyk Lift SplitMinimum Inertia CopyFamily Copies Taylor LeastWidth FastEngine CleanEngine.

Definition lemmas := (@lemma1_published, @lemma1_lipschitz, @lemma1_lipschitz_published_radius, @lemma1_uniform, @lemma2,
  @krawczyk, @no_critical_point_gradient, @no_critical_point_direction, @no_local_minimum,
  @strict_saddle_not_local_minimum, @index_from_families, @index_and_nullity, @balanced_null, @balanced_critical, @copies_plane, @only_one_critical, @volume_from_curvature, @value_near_critical_point, @wide_critical, @split_local_minimum, @split_point_not_strict,
  @global_minimum_sound, @independent, @line_width, @least_width_sound, @level_sound, @teacher_itself_sound).
Definition clean_engine := (@Clean.isolated_point_sound, @Clean.exclusion_sound, @Clean.no_minimum_sound,
  @Clean.degenerate_saddle_sound, @Clean.plateau_sound).
Definition fast_engine := (@Fast.isolated_point_sound, @Fast.exclusion_sound, @Fast.no_minimum_sound,
  @Fast.degenerate_saddle_sound, @Fast.plateau_sound).

Goal True. idtac "== lemmas". Abort.
Print Assumptions lemmas.
Goal True. idtac "== clean engine". Abort.
Print Assumptions clean_engine.
Goal True. idtac "== fast engine". Abort.
Print Assumptions fast_engine.
