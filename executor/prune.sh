#!/bin/sh
# Removes files that no program needs from Python packages: prune.sh SITE_PACKAGES. Requires strip (binutils).
set -e
cd "$1"
before=$(du -sm . | cut -f1)
find . -type d \( -name tests -o -name __pycache__ \) -prune -exec rm -rf {} +
# Sources of compiled modules, stubs and headers.
find . -type f \( -name '*.c' -o -name '*.cc' -o -name '*.cpp' -o -name '*.h' -o -name '*.hpp' -o -name '*.f' -o -name '*.a' \
  -o -name '*.lib' -o -name '*.pyx' -o -name '*.pxd' -o -name '*.pxi' -o -name '*.pyi' \) -delete
rm -rf numpy/_core/include pyarrow/include pyarrow/src
# Arrow's network file systems. The wheel has each library three times, because wheels cannot have links.
rm -rf pyarrow/libarrow_flight* pyarrow/libarrow_python_flight* pyarrow/_flight* pyarrow/libarrow_s3* pyarrow/_s3fs* \
  pyarrow/_gcsfs* pyarrow/_azurefs* pyarrow/_hdfs* pyarrow/_pyarrow_cpp_tests*
for library in pyarrow/lib*.so.*.*.*; do
  rm -f "$library" "${library%.so.*}.so"
done
# numpy and scipy bundle the same Fortran libraries.
for library in numpy.libs/*; do
  twin="scipy.libs/${library##*/}"
  if cmp -s "$library" "$twin"; then ln -sf "../$twin" "$library"; fi
done
# Notebook and GUI support, Spark, font design tools, and sample data.
rm -rf plotly/labextension plotly/package_data/widgetbundle.js matplotlib/mpl-data/images PIL/_imagingtk* \
  duckdb/experimental PIL/_avif* pillow.libs/libavif* matplotlib/mpl-data/sample_data sklearn/datasets/images
for part in cu2qu mtiLib qu2cu svgLib ufoLib voltLib merge; do
  rm -rf "fontTools/$part"
done
find statsmodels/datasets -type f \( -name '*.csv' -o -path '*/src/*' \) -delete
# A driver without its manager, web and Qt parts of matplotlib, type stubs.
rm -rf adbc_driver_duckdb matplotlib/backends/web_backend matplotlib/backends/qt_editor ./*-stubs
# Test modules.
rm -rf joblib/test numpy/_core/_simd.* numpy/_core/_*_tests.*
find scipy -name '_test_*.so' -delete
find . -type f -name '*.so*' -exec strip --strip-unneeded {} +
echo "Pruned the packages from $before MB to $(du -sm . | cut -f1) MB."
