// Tells whether this CPU runs code built for x86-64-v3 (AVX2, FMA, BMI, F16C: Haswell, 2013, on).

extern "C" __attribute__((visibility("default"))) int scenegraph3d_runs_v3() {
  __builtin_cpu_init();
  return __builtin_cpu_supports("x86-64-v3") ? 1 : 0;
}
