/** Imports every package, fits, plots and writes every format, with the pruned packages. Prints `complete`. */
export const EVERYTHING = `
import importlib, json, sys, warnings
warnings.simplefilter('ignore')
for name in PACKAGES: importlib.import_module(name)
import duckdb, joblib, matplotlib.pyplot as plt, numpy as np, pandas as pd, plotly.express as px, seaborn as sns
import pyarrow.dataset, pyarrow.parquet, scipy.optimize, scipy.signal, scipy.stats, statsmodels.api as sm
import statsmodels.formula.api as smf
from sklearn.cluster import KMeans
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestRegressor
from sklearn.linear_model import LogisticRegression
from interpreter import answer
random = np.random.default_rng(1)
frame = pd.DataFrame({'x': random.normal(size=300), 'g': random.choice(['a', 'b', 'c'], 300)})
frame['y'] = 2 * frame.x + random.normal(size=300)
for model in (LogisticRegression(), HistGradientBoostingClassifier(max_iter=10)): model.fit(frame[['x']], frame.y > 0)
RandomForestRegressor(n_estimators=10, n_jobs=-1).fit(frame[['x']], frame.y)
KMeans(3, n_init=2).fit(frame[['x', 'y']])
slope = smf.ols('y ~ x + C(g)', frame).fit().params['x']
sm.tsa.ARIMA(frame.y, order=(1, 0, 0)).fit()
assert 1.5 < slope < 2.5 and scipy.stats.ttest_ind(frame.x, frame.y).pvalue <= 1
assert np.allclose(np.linalg.inv(np.eye(50) * 2), np.eye(50) / 2)
assert duckdb.sql('select count(*) from frame').fetchall() == [(300,)]
sns.scatterplot(frame, x='x', y='y', hue='g'); plt.title('Größe – 1 €')
for kind in ('png', 'svg', 'pdf', 'jpg', 'webp'): plt.savefig(f'chart.{kind}')
px.scatter(frame, x='x', y='y', color='g').write_html('chart.html')
frame.to_parquet('t.parquet'); frame.to_excel('t.xlsx'); frame.to_feather('t.feather'); frame.to_csv('t.csv')
assert len(pd.read_parquet('t.parquet')) == len(pd.read_excel('t.xlsx')) == len(pd.read_feather('t.feather')) == 300
joblib.dump(model, 'm.joblib'); joblib.load('m.joblib')
answer('ok', slope=slope)
print('complete')
`;

/** Shell commands for the image: print each Python source that is not compiled. */
export const WITHOUT_PYC = `
for top in "$(dirname "$SANDBOX_PYTHON")/../lib" "$SANDBOX_DIR" /usr/lib/python3*; do
  find "$top" -name '*.py' -not -path '*/lib2to3/*' | while read -r source; do
    set -- "$(dirname "$source")/__pycache__/$(basename "$source" .py)".*.pyc
    [ -e "$1" ] || echo "$source"
  done
done`;

/** Shell commands for root in the image: print each folder outside /job that is writable. */
export const WRITABLE = `
for folder in / /app /etc /home /opt /root /run /tmp /usr /var /var/tmp; do
  if touch "$folder/written" 2>/dev/null; then echo "$folder"; fi
done
touch /job/written || echo '/job cannot be written to'`;

/** Draws letters that matplotlib's own font does not have, and prints those that no font of the image has. */
export const LETTERS = `
import matplotlib.pyplot as plt
from matplotlib import _text_helpers
missing = set()
_text_helpers.warn_on_missing_glyph = lambda codepoint, fonts: missing.add(chr(codepoint))
plt.bar(['北京', '서울', '東京カタカナ', '🚀 📈'], [1, 2, 3, 4]); plt.title('各地区销售额 Größe €')
for kind in ('png', 'svg', 'pdf'): plt.savefig(f'letters.{kind}')
print('missing', sorted(missing))
`;
