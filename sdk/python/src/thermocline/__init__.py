"""Features, models and predictions of a Thermocline platform.

>>> import thermocline as tc
>>> tc.Field("bp", "float64")
Field(name='bp', type='float64', description='', tags=())
"""
