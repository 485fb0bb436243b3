/* The reference BLAS has one thread; Sources/Rigor asks OpenBLAS for it by name. */
void openblas_set_num_threads(int count) { (void)count; }
